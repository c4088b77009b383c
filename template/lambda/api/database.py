"""Reaches a database as far as the standard library can: through a proxy, up to an answer.

Behind a proxy only an answer of the database itself shows that there is one: the proxy takes
connections in any case. With IAM the way in is a token instead of a password, sent in clear within
TLS, so the proxy has to show who it is. Without a proxy nothing is sent that is worth protecting,
and the certificate is not checked: an application's driver knows the authority of RDS's clusters.
"""

import mysql
import postgresql

MYSQL_PORT = 3306


def query(host, port, timeout, user, name, token):
    """Raise unless the database answers a query to who signs in, each step within some seconds."""
    _protocol(port).query(host, port, timeout, user, name, token)


def reach(host, port, timeout):
    """Raise unless the database takes connections with TLS, each step within some seconds."""
    _protocol(port).reach(host, port, timeout)


def _protocol(port):
    return mysql if port == MYSQL_PORT else postgresql
