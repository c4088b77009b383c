# Plans the state's buckets without an account: `terraform -chdir=bootstrap test`.
mock_provider "aws" {
  alias = "primary"

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }
}

mock_provider "aws" {
  alias = "dr"

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }
}

variables {
  suffix = "test"
}

run "the_state_lives_where_the_primary_region_is_not" {
  command = plan

  assert {
    condition     = local.dr_region != local.primary_region
    error_message = "Losing the primary region would lose the state."
  }
}

run "the_state_is_copied" {
  command = plan

  assert {
    condition     = contains(keys(module.replication.copies), "primary")
    error_message = "The state is not copied to the primary region."
  }
}

run "a_suffix_with_other_characters_is_refused" {
  command = plan

  variables {
    suffix = "Test-1"
  }

  expect_failures = [var.suffix]
}
