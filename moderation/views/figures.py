"""The moderators' figures: no person is named or ranked."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from moderation.selectors import PERIODS, desk_report, queue_figures
from moderation.selectors.figures import KAPPA_FROM
from moderation.views.base import DeskPage


class FiguresView(DeskPage):
    """Median time, lateness, grounds, agreement, objections of a period."""

    tab = "figures"
    template_name = "moderation/figures.html"
    header_icon = "table"
    title = _("Figures of moderation")

    def get(self, request: HttpRequest) -> HttpResponse:
        """``days`` is one of ``PERIODS``; anything else is the first."""
        wanted = request.GET.get("days", "")
        days = int(wanted) if wanted in map(str, PERIODS) else PERIODS[0]
        context = self.get_context_data(
            report=desk_report(days),
            periods=PERIODS,
            figures=queue_figures(),
            kappa_from=KAPPA_FROM,
        )
        return self.render_to_response(context)
