"""Items of DynamoDB as plain content, and the other way round."""

from decimal import Decimal

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer


def to_item(content):
    """Return content as DynamoDB writes it."""
    serializer = TypeSerializer()
    return {name: serializer.serialize(_exact(value)) for name, value in content.items()}


def from_item(item):
    """Return what DynamoDB wrote as plain content."""
    deserializer = TypeDeserializer()
    return {name: _plain(deserializer.deserialize(value)) for name, value in item.items()}


def _exact(value):
    if isinstance(value, float):
        return Decimal(str(round(value, 3)))
    if isinstance(value, dict):
        return {name: _exact(each) for name, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list | tuple) else value


def _plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
