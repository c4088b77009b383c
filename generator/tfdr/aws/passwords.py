"""What is a secret by its name, and what is no secret by its value."""

import re
from typing import Final

from tfdr.evaluate import Ref, Truth, Unknown, Value, known_text, plain

# The last word says what it is: DB_PASSWORD is one, DB_PASSWORD_ARN says where one is.
_SECRET: Final = re.compile(
    r"(?:^|[_.-]|(?<=[a-z]))"
    r"(?:password|passwd|passphrase|pwd|secret|token|api_?key|private_?key|secret_?access_?key|"
    r"credentials?)(?:_?(?:string|value))?$",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"arn:|\{\{resolve:|/|ssm:|vault:|projects/")
_PLACES: Final = (
    "aws_secretsmanager_secret",
    "aws_ssm_parameter",
    "aws_secretsmanager_secret_version",
)
_WHERE: Final = ("arn", "id", "name", "secret_id", "version_id")


def is_name_of_secret(name: str) -> bool:
    """Whether a variable, argument or key of that name holds a secret itself."""
    return _SECRET.search(name) is not None


def is_secret(value: Value) -> Truth:
    """Whether the value of something that is named like a secret is one, and not where one is."""
    if isinstance(value, Ref):
        owner = value.target.owner
        if owner.type in _PLACES and value.attribute in _WHERE:
            return False
        if owner.type in ("random_password", "random_string"):
            return True
    inside = plain(value)
    text = known_text(inside)
    if text is not None:
        # Switches, numbers of seconds, and what is too short for anything to take it as a password.
        is_other = text in ("true", "false", "none", "null") or text.isdigit() or len(text) < 4
        return not is_other and _PLACE.match(text) is None
    if inside is None:
        return False
    if isinstance(inside, Unknown | Ref):
        return None
    return _PLACE.match(str(inside)) is None or None
