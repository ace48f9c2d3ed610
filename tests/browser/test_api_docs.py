"""The API's page, under the strict policy and without anybody else's server."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_operation_can_be_tried(page, portal):
    page.goto(f"{portal.url}/api/docs")
    page.locator(".opblock-summary", has_text="/api/v1/applications").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response-col_status", has_text="200")
    answer.first.wait_for()
    assert '"items": []' in page.locator(".live-responses-table").inner_text()
