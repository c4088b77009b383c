"""The blocks of Terraform itself, as schemas like those of a provider.

Written from the language's documentation up to Terraform 1.15, and tried against 1.11: what a
newer version added is taken as right by all.
"""

from functools import cache

from tfdr.provider import Argument, Body, Nested

_DOCUMENTATION = "https://developer.hashicorp.com/terraform/language"
_CONDITION = "!condition:b !error_message:s"

# Arguments as in an extract; then the blocks inside, as name, least, most and what is in them.
_BLOCKS: dict[str, tuple[str, tuple[tuple[str, int, int, str], ...]]] = {
    "condition": (_CONDITION, ()),
    "variable": (
        "?type:a ?default:a ?description:s ?sensitive:b ?nullable:b ?ephemeral:b ?deprecated:s"
        " ?const:b",
        (("validation", 0, 0, "condition"),),
    ),
    "output": (
        "!value:a ?description:s ?sensitive:b ?ephemeral:b ?depends_on:a ?deprecated:s ?type:a",
        (("precondition", 0, 0, "condition"),),
    ),
    "moved": ("!from:a !to:a", ()),
    "import": ("!to:a ?id:a ?identity:a ?provider:a ?for_each:a", ()),
    "destroy": ("?destroy:b", ()),
    "removed": (
        "!from:a",
        (
            ("lifecycle", 0, 1, "destroy"),
            ("provisioner", 0, 0, "*"),
            ("connection", 0, 1, "connection"),
        ),
    ),
    "check": ("", (("data", 0, 1, "*"), ("assert", 1, 0, "condition"))),
    "terraform": (
        "?required_version:s ?experiments:a ?language:a",
        (
            ("backend", 0, 1, "*"),
            ("cloud", 0, 1, "*"),
            ("required_providers", 0, 0, "*"),
            ("provider_meta", 0, 0, "*"),
            ("encryption", 0, 1, "*"),  # of OpenTofu
        ),
    ),
    "lifecycle of a resource": (
        "?create_before_destroy:b ?prevent_destroy:b ?ignore_changes:a ?replace_triggered_by:a"
        " ?enabled:a ?destroy:b",  # of OpenTofu
        (
            ("precondition", 0, 0, "condition"),
            ("postcondition", 0, 0, "condition"),
            ("action_trigger", 0, 0, "*"),
        ),
    ),
    "lifecycle": (
        "",
        (("precondition", 0, 0, "condition"), ("postcondition", 0, 0, "condition")),
    ),
    "connection": (
        "!host:a ?type:s ?user:s ?password:s ?port:a ?timeout:s ?script_path:s ?private_key:s"
        " ?certificate:s ?agent:b ?agent_identity:s ?host_key:s ?target_platform:s ?https:b"
        " ?insecure:b ?use_ntlm:b ?cacert:s ?proxy_scheme:s ?proxy_host:s ?proxy_port:a"
        " ?proxy_user_name:s ?proxy_user_password:s ?bastion_host:s ?bastion_host_key:s"
        " ?bastion_port:a ?bastion_user:s ?bastion_password:s ?bastion_private_key:s"
        " ?bastion_certificate:s",
        (),
    ),
    "local-exec": (
        "!command:s ?working_dir:s ?interpreter:[s] ?environment:{s} ?quiet:b ?when:a"
        " ?on_failure:a",
        (("connection", 0, 1, "connection"),),
    ),
    "remote-exec": (
        "?inline:[s] ?script:s ?scripts:[s] ?when:a ?on_failure:a",
        (("connection", 0, 1, "connection"),),
    ),
    "file": (
        "?source:s ?content:s !destination:s ?when:a ?on_failure:a",
        (("connection", 0, 1, "connection"),),
    ),
    # The backend's own arguments and, with a hyphen, what it discourages.
    "s3": (
        "?bucket:s ?key:s ?region:s ?acl:s ?encrypt:b ?kms_key_id:s ?sse_customer_key:s"
        " ?use_lockfile:b -?dynamodb_table:s ?workspace_key_prefix:s ?access_key:s ?secret_key:s"
        " ?token:s ?profile:s ?endpoints:a -?endpoint:s"
        " -?dynamodb_endpoint:s -?iam_endpoint:s -?sts_endpoint:s ?sts_region:s"
        " ?shared_config_files:(s) -?shared_credentials_file:s ?shared_credentials_files:(s)"
        " ?allowed_account_ids:(s) ?forbidden_account_ids:(s) ?custom_ca_bundle:s"
        " ?ec2_metadata_service_endpoint:s ?ec2_metadata_service_endpoint_mode:s"
        " ?http_proxy:s ?https_proxy:s ?no_proxy:s ?insecure:b ?max_retries:n ?retry_mode:s"
        " ?skip_credentials_validation:b ?skip_metadata_api_check:b ?skip_region_validation:b"
        " ?skip_requesting_account_id:b ?skip_s3_checksum:b -?force_path_style:b"
        " ?use_path_style:b ?use_dualstack_endpoint:b ?use_fips_endpoint:b"
        " ?assume_role:a ?assume_role_with_web_identity:a -?role_arn:s -?external_id:s"
        " -?session_name:s -?assume_role_duration_seconds:n -?assume_role_policy:s"
        " -?assume_role_policy_arns:(s) -?assume_role_tags:{s}"
        " -?assume_role_transitive_tag_keys:(s)",
        (),
    ),
    "resource terraform_data": ("?input:a ?triggers_replace:a =output:a =id:s", ()),
    "data terraform_remote_state": (
        "!backend:s ?config:a ?defaults:a ?workspace:s =outputs:a",
        (),
    ),
    "module": (
        "!source:s ?version:s ?count:n ?for_each:a ?providers:a ?depends_on:a",
        (),
    ),
}

# What to write instead of what the S3 backend discourages.
INSTEAD = {
    "dynamodb_table": "use_lockfile = true",
    "endpoint": "endpoints.s3",
    "dynamodb_endpoint": "endpoints.dynamodb",
    "iam_endpoint": "endpoints.iam",
    "sts_endpoint": "endpoints.sts",
    "shared_credentials_file": "shared_credentials_files",
    "force_path_style": "use_path_style",
}

# How many labels a block has, by kind; and what they are called.
LABELS = {
    "resource": ("a type", "a name"),
    "data": ("a type", "a name"),
    "ephemeral": ("a type", "a name"),
    "action": ("a type", "a name"),
    "module": ("a name",),
    "variable": ("a name",),
    "output": ("a name",),
    "provider": ("a name",),
    "check": ("a name",),
    "locals": (),
    "terraform": (),
    "moved": (),
    "removed": (),
    "import": (),
}
META = frozenset({"count", "for_each", "depends_on", "provider"})
PROVIDER_META = frozenset({"alias", "version", "for_each"})  # the last one is of OpenTofu


@cache
def body(name: str) -> Body | None:
    """The schema of a block, or None when it is not judged."""
    if name not in _BLOCKS:
        return None
    arguments, blocks = _BLOCKS[name]
    parsed = {}
    for word in arguments.split():
        bare = word.removeprefix("-")
        key, written = bare[1:].split(":", 1)
        parsed[key] = Argument(key, bare[0], written, bare != word)
    return Body(parsed, {each[0]: _nested(*each) for each in blocks})


def _nested(name: str, least: int, most: int, inner: str) -> Nested:
    return Nested(name, "list", least, most, lambda: body(inner) or Body({}, {}))
