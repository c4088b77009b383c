"""What policies say, by IAM's rules."""

import pytest
from tfdr.emulator.inside.iam import conditions
from tfdr.emulator.inside.iam.decisions import context, role_principal, service_principal
from tfdr.emulator.inside.iam.documents import Access, statements

ROLE = "arn:aws:iam::123456789012:role/team/reader"
SESSION = "arn:aws:sts::123456789012:assumed-role/reader/function"
BUCKET = "arn:aws:s3:::orders"


@pytest.mark.parametrize(
    ("operator", "wanted", "held", "holds"),
    [
        ("StringEquals", ["a"], ["a"], True),
        ("StringEquals", ["a"], ["A"], False),
        ("StringEquals", ["a", "b"], ["b"], True),
        ("StringEquals", ["a"], None, False),
        ("StringEqualsIfExists", ["a"], None, True),
        ("StringEqualsIfExists", ["a"], ["b"], False),
        ("StringEqualsIgnoreCase", ["a"], ["A"], True),
        ("StringNotEquals", ["a"], ["b"], True),
        ("StringNotEquals", ["a", "b"], ["b"], False),
        ("StringNotEquals", ["a"], None, True),
        ("StringLike", ["a*c"], ["abc"], True),
        ("StringLike", ["a?c"], ["abbc"], False),
        ("StringLike", ["a[b]c"], ["a[b]c"], True),
        ("StringLike", ["a[b]c"], ["abc"], False),
        ("StringNotLike", ["a*"], ["abc"], False),
        ("ArnLike", ["arn:aws:s3:::a*"], ["arn:aws:s3:::abc"], True),
        ("ArnLike", ["arn:aws:*:eu-west-1:*:x"], ["arn:aws:sqs:eu-west-1:1:x"], True),
        # A star stands for what is between two colons, but for the last part.
        ("ArnLike", ["arn:aws:*:x"], ["arn:aws:sqs:eu-west-1:1:x"], False),
        ("ArnEquals", ["arn:aws:sqs:*:*:x"], ["arn:aws:sqs:eu-west-1:1:x"], True),
        ("ArnNotEquals", ["arn:aws:sqs:*:*:x"], ["arn:aws:sqs:eu-west-1:1:y"], True),
        ("NumericLessThanEquals", ["10"], ["10"], True),
        ("NumericGreaterThan", ["10"], ["10"], False),
        ("NumericNotEquals", ["1"], ["2"], True),
        ("DateLessThan", ["2030-01-01T00:00:00Z"], ["2026-11-30T00:00:00+00:00"], True),
        ("DateGreaterThan", ["2030-01-01"], ["2026-11-30T00:00:00+00:00"], False),
        ("Bool", ["true"], ["true"], True),
        ("Bool", ["false"], ["true"], False),
        ("BoolIfExists", ["false"], None, True),
        ("IpAddress", ["10.0.0.0/8"], ["10.1.2.3"], True),
        ("NotIpAddress", ["10.0.0.0/8"], ["10.1.2.3"], False),
        ("Null", ["true"], None, True),
        ("Null", ["true"], ["a"], False),
        ("Null", ["false"], ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAnyValue:StringEquals", ["a"], ["c", "a"], True),
        ("ForAnyValue:StringEquals", ["a"], None, False),
    ],
)
def test_conditions(operator: str, wanted: list[str], held: list[str] | None, holds: bool) -> None:
    known = {} if held is None else {"aws:key": tuple(held)}
    assert conditions.hold([(operator, "aws:key", tuple(wanted))], known) is holds


@pytest.mark.parametrize(
    ("statement", "action", "resource", "is_for"),
    [
        ({"Action": "s3:*", "Resource": "*"}, "s3:GetObject", f"{BUCKET}/a", True),
        ({"Action": "s3:get*", "Resource": "*"}, "s3:GetObject", f"{BUCKET}/a", True),
        ({"Action": "s3:GetObject", "Resource": BUCKET}, "s3:GetObject", f"{BUCKET}/a", False),
        ({"Action": "s3:Get*", "Resource": f"{BUCKET}/*"}, "s3:GetObject", f"{BUCKET}/a", True),
        ({"NotAction": "s3:*", "Resource": "*"}, "sqs:SendMessage", "*", True),
        ({"NotAction": "s3:*", "Resource": "*"}, "s3:GetObject", "*", False),
        ({"Action": "*", "NotResource": f"{BUCKET}/*"}, "s3:GetObject", f"{BUCKET}/a", False),
        (
            {"Action": "*", "Resource": f"{BUCKET}/${{aws:PrincipalTag/Team}}/*"},
            "s3:GetObject", f"{BUCKET}/trading/a", True,
        ),
        (
            {"Action": "*", "Resource": f"{BUCKET}/${{aws:PrincipalTag/Team}}/*"},
            "s3:GetObject", f"{BUCKET}/payments/a", False,
        ),
    ],
)  # fmt: skip
def test_statements(statement: dict[str, str], action: str, resource: str, is_for: bool) -> None:
    (parsed,) = statements({"Statement": {"Effect": "Allow", **statement}})
    known = context({"aws:PrincipalTag/Team": "trading"})
    assert parsed.is_for(Access(role_principal(ROLE), action, resource, known)) is is_for


@pytest.mark.parametrize(
    ("principal", "named_by"),
    [
        ("*", "*"),
        ({"AWS": "*"}, "*"),
        ({"AWS": ROLE}, ROLE),
        ({"AWS": [SESSION, ROLE]}, SESSION),
        ({"AWS": "arn:aws:iam::123456789012:root"}, "arn:aws:iam::123456789012:root"),
        ({"AWS": "123456789012"}, "123456789012"),
        ({"AWS": "arn:aws:iam::123456789012:role/other"}, None),
        ({"Service": "lambda.amazonaws.com"}, None),
    ],
)
def test_principals(principal: object, named_by: str | None) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": "*"}
    (parsed,) = statements({"Statement": [statement]})
    assert parsed.names(role_principal(ROLE, SESSION)) == named_by


def test_a_service_is_a_principal_of_its_own() -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com"]}}
    (parsed,) = statements({"Statement": [{**statement, "Action": "*", "Resource": "*"}]})
    assert parsed.names(service_principal("events.amazonaws.com"))
    assert not parsed.names(service_principal("sns.amazonaws.com"))
    (all_but,) = statements(
        {"Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "*",
                        "Resource": "*"}]}
    )  # fmt: skip
    assert all_but.names(service_principal("sns.amazonaws.com"))
    assert not all_but.names(role_principal(ROLE))
