"""What the roles may do from the first day (migration 0006)."""

import pytest

from tests.builders import a_user

ROLES = ["Owner", "Marketer", "Approver", "Analyst", "Support", "Cashier lead", "Integrator"]
WHO = {
    "loyalty.adjust_points": {"Owner", "Approver", "Support", "Cashier lead"},
    "loyalty.view_ledger": {"Owner", "Approver", "Analyst", "Support", "Cashier lead"},
    "loyalty.unmask_member": {"Owner", "Support"},
    "loyalty.block_member": {"Owner", "Support"},
    "loyalty.view_member": set(ROLES) - {"Integrator"},
    "loyalty.view_order": set(ROLES),
    "loyalty.change_program": {"Owner"},
    "loyalty.add_apikey": {"Owner", "Integrator"},
    "loyalty.change_product": {"Owner", "Marketer", "Integrator"},
    "loyalty.change_user": {"Owner"},
    "auth.change_group": {"Owner"},
    "loyalty.add_entry": set(),
    "loyalty.change_account": set(),
    "loyalty.delete_order": set(),
}


@pytest.mark.parametrize("permission", WHO)
def test_a_permission_belongs_to_its_roles_alone(db: None, permission: str) -> None:
    able = {role for role in ROLES if a_user(roles=[role]).has_perm(permission)}
    assert able == WHO[permission]
