"""The environment variables with which programs reach the emulated AWS."""

from collections.abc import Mapping

from tfdr.emulator.protocol import ACCESS_KEY

_CLIENT_SETTINGS = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
    "AWS_EC2_METADATA_DISABLED": "true",
    # A profile or a role of the person who runs this must never be used here.
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    # The samples of a preset reach nobody from here.
    "TF_VAR_accept_sample_answers": "true",
}
_PERSONAL = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN")


def client_environment(endpoint: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for Terraform or boto3 to talk to the emulator and to nobody else.

    Args:
        endpoint: the address of the emulator, such as `http://127.0.0.1:5000`.
        inherited: the environment to start from; what it says about credentials is dropped.
    """
    kept = {name: value for name, value in inherited.items() if name not in _PERSONAL}
    return {**kept, **_CLIENT_SETTINGS, "AWS_ENDPOINT_URL": endpoint}


def overlay(endpoint: str) -> dict[str, str]:
    """Return what to set over an inherited environment that cannot be replaced as a whole.

    For Terraform. Its provider puts the account before the host of S3 Control's requests, which
    makes a name that nobody can look up: a proxy gets it as it is. What goes to the loopback
    interface itself, it sends to no proxy.
    """
    return {
        **dict.fromkeys(_PERSONAL, ""),
        **client_environment(endpoint, {}),
        "HTTP_PROXY": endpoint,
    }
