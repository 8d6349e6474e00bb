"""Addresses of the published pages."""

from django.urls import path

from xuezheng.publication.pages import catalogue, figures, files, lists, sheets

urlpatterns = [
    path("page/", sheets.latest_page, name="page"),
    path("releases/", sheets.release_list, name="releases"),
    path("releases/<int:number>/", sheets.release_page, name="release"),
    path("releases/<int:number>/changes/", sheets.changes_page, name="release-changes"),
    path("releases/<int:number>/figures/", lists.figures_page, name="release-figures"),
    path("releases/<int:number>/figures/<str:id>/", figures.figure_page, name="release-figure"),
    path("releases/<int:number>/catalogue/", catalogue.catalogue_page, name="release-catalogue"),
    path("releases/<int:number>/page.pdf", files.print_file, name="release-print"),
    path("releases/<int:number>/files/<str:name>", files.data_file, name="release-file"),
]
