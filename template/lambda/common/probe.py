"""Requests to a health URL as a client would send them, several at once: what counts is a share."""

import ssl
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen

SECONDS = 4  # for each step of a request

# Route 53's health checkers do not look at the certificate either: one that has run out is to be
# renewed, and is no reason to move a database.
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


def ask(url):
    """Say whether a health URL answers with a status below 400, and what it did instead."""
    try:
        with urlopen(url, timeout=SECONDS, context=TLS) as answer:  # noqa: S310 - it begins with https
            return True, f"{url} answered {answer.status}"
    except HTTPError as error:
        error.close()
        return False, f"{url} answered {error.code}"
    except (OSError, HTTPException) as error:
        return False, f"{url}: {error}"


def share(number, question, *arguments):
    """Ask so often at once; return how many failed, and what the last failure or answer said."""
    with ThreadPoolExecutor(max_workers=number) as pool:
        made = [pool.submit(question, *arguments) for _ in range(number)]
        answers = [each.result() for each in made]
    bad = [why for well, why in answers if not well]
    return len(bad), (bad or [why for _, why in answers])[-1]
