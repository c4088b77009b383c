"""EC2: launch templates.

moto 5.2.5 takes the tags of a launch template itself for some of its instances' too, and
keeps user data of its later versions in a form that no instance can start with. It does not
look up images that a parameter of Systems Manager stands for.
"""

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.exceptions import InvalidParameterValue
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.utils import parse_user_data
from moto.ssm.models import ssm_backends

from tfdr.emulator.extensions.teach import Original, replaces, replaces_property, teaches

_ALIAS = "resolve:ssm:"


@teaches(LaunchTemplate)
class Templates:
    """Launch templates whose tags and user data are what was written."""

    @replaces
    def create_version(
        self: Any, original: Original, data: dict[str, Any], description: str
    ) -> LaunchTemplateVersion:
        specifications = [
            each
            for each in data.pop("TagSpecifications", [])
            if each["ResourceType"] != "launch-template"
        ]
        if specifications:
            data["TagSpecifications"] = specifications
        user_data = data.get("UserData")
        if user_data is not None and not isinstance(user_data, Base64EncodedString):
            data["UserData"] = parse_user_data(user_data)
        return original(data, description)


@teaches(LaunchTemplateVersion)
class Versions:
    """Versions that look up the image behind a parameter."""

    @replaces_property
    def image_id(self: Any) -> str:
        return _resolved(self.template.ec2_backend, self.data.get("ImageId", ""))


def _resolved(ec2: Any, image: str) -> str:
    if not image.startswith(_ALIAS):
        return image
    parameter = ssm_backends[ec2.account_id][ec2.region_name].get_parameter(
        image.removeprefix(_ALIAS)
    )
    if parameter is None:
        raise InvalidParameterValue(f"Systems Manager cannot find the parameter of {image}")
    return str(parameter.value)
