"""Reading notices, what is followed, deliveries."""

from notifications.selectors.noticed import NoticeView, notice_list

__all__ = ["NoticeView", "notice_list"]
