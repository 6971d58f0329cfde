"""Every address of the application, in one list. Paths are Indonesian, for people; names are English, for code."""

from allauth.account.views import logout
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from kinerja.web import login
from kinerja.web.views import cases, cycles, follow_ups, papers, procedures, results, sheets, steps, tasks, trail

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="tasks"), name="home"),
    path("masuk/", login.sign_in, name="account_login"),
    path("masuk/peragaan/", login.demo_login, name="demo-login"),
    path("keluar/", require_POST(logout), name="logout"),
    path("bertindak/", login.choose_post, name="acting"),
    path("tugas/", tasks.index, name="tasks"),
    path("tugas/rapat/<int:pk>/selesai/", tasks.finish, name="meeting-task-finish"),
    path("tugas/pemberitahuan/dibaca/", tasks.read, name="messages-read"),
    path("siklus/", cycles.index, name="cycles"),
    path("siklus/mulai/", cycles.start, name="case-start"),
    path("kasus/<int:pk>/", cases.case, name="case"),
    path("langkah/<int:pk>/", steps.step, name="step"),
    path("langkah/<int:pk>/lampiran/", steps.attachment, name="step-attach"),
    path("langkah/<int:pk>/pratinjau/<int:place>/", steps.output_preview, name="step-preview"),
    path("langkah/<int:pk>/paraf/", steps.initial, name="initial"),
    path("formulir/", sheets.index, name="sheets"),
    path("formulir/<int:pk>/", sheets.sheet, name="sheet"),
    path("formulir/<int:pk>/bukti/<int:figure>/", sheets.evidence, name="evidence"),
    path("hasil/", results.index, name="results"),
    path("hasil/<int:pk>/", results.cycle, name="cycle-results"),
    path("hasil/<int:pk>/rekapitulasi/", results.recap, name="cycle-recap"),
    path("hasil/<int:pk>/perkembangan/", results.over_the_year, name="cycle-trend"),
    path("hasil/<int:pk>/analisis/", results.analyses, name="cycle-analysis"),
    path("hasil/<int:pk>/anggaran/", results.money, name="cycle-money"),
    path("hasil/<int:pk>/proses/", results.process, name="cycle-process"),
    path("hasil/analisis/<int:figure>/", results.analysis, name="analysis"),
    path("hasil/<int:pk>/pembanding/", results.yardsticks, name="cycle-yardsticks"),
    path("hasil/pembanding/<int:figure>/", results.yardstick, name="yardstick"),
    path("tindak-lanjut/", follow_ups.index, name="follow-ups"),
    path("tindak-lanjut/<int:pk>/", follow_ups.follow_up, name="follow-up"),
    path("dokumen/", papers.index, name="papers"),
    path("dokumen/<int:pk>/", papers.paper, name="paper"),
    path("dokumen/<int:pk>/unduh/", papers.download, name="paper-download"),
    path("dokumen/<int:pk>/salinan/", papers.hard_copy, name="hard-copy"),
    path("berkas/<int:pk>/", papers.file, name="file"),
    path("prosedur/", procedures.index, name="procedures"),
    path("prosedur/<int:pk>/", procedures.procedure, name="procedure"),
    path("jejak/", trail.index, name="trail"),
]

handler400 = "kinerja.web.views.stops.unreadable"
handler403 = "kinerja.web.views.stops.not_allowed"
handler404 = "kinerja.web.views.stops.not_found"
handler500 = "kinerja.web.views.stops.broken"
