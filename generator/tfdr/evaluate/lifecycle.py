"""What `lifecycle` says of a resource."""

from tfdr.evaluate import Resource


def ignored(resource: Resource, attribute: str) -> bool:
    """Whether a plan leaves changes of an attribute alone, as `ignore_changes` says."""
    for block in resource.block.nested("lifecycle"):
        named = block.expression("ignore_changes")
        if named is None:
            continue
        if named.text == "all":
            return True
        texts = [each.text.strip('"') for each in named.elements or ()]
        if attribute in texts or any(each.startswith(f"{attribute}[") for each in texts):
            return True
    return False
