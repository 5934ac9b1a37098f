/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is printed: which words go on paper, and how they are parted into pages. Without a display, to PDF in
 * memory. */

#include <cairo-pdf.h>
#include <string.h>

#include "app/print-content.h"
#include "core/record.h"
#include "lib/scratch-store.h"
#include "store/query.h"

#define RENT "018f0000-0000-7000-8000-000000000001"
#define CALL "018f0000-0000-7000-8000-000000000002"
#define NOW G_GINT64_CONSTANT (1795176000000) /* 2026-11-20T12:00:00Z */

#define WIDTH 480.0
#define HEIGHT 700.0

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Prints it; how many pages that made. */
static guint
print (DovetailPrintSheet *sheet, GByteArray *pdf)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, pdf, WIDTH, HEIGHT);
  cairo_t *cairo = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cairo);
  guint pages = dovetail_print_sheet_layout (sheet, context, WIDTH, HEIGHT);

  for (guint i = 0; i < pages; i++)
    {
      dovetail_print_sheet_draw (sheet, cairo, i);
      cairo_show_page (cairo);
    }
  g_object_unref (context);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return pages;
}

static guint
count_pages (guint entries, const char *text)
{
  g_autoptr (DovetailPrintSheet) sheet = dovetail_print_sheet_new ("Today");
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  guint pages;

  for (guint i = 0; i < entries; i++)
    dovetail_print_sheet_add (sheet, i % 2 == 0 ? DOVETAIL_PRINT_OPEN : DOVETAIL_PRINT_DONE, 0, text,
                              "facts");
  pages = print (sheet, pdf);
  g_assert_cmpuint (pdf->len, >, 500);
  g_assert_cmpint (memcmp (pdf->data, "%PDF", 4), ==, 0);
  return pages;
}

static void
test_pages (void)
{
  g_autofree char *line = g_strnfill (100, 'x');
  g_autoptr (GString) notes = g_string_new (NULL);

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (notes, "%s\n", line);
  g_assert_cmpuint (count_pages (0, ""), ==, 1);
  g_assert_cmpuint (count_pages (3, "Pay rent"), ==, 1);
  g_assert_cmpuint (count_pages (200, "Pay rent"), >, 5);
  /* longer than a page: it goes on over the page */
  g_assert_cmpuint (count_pages (1, notes->str), >, 5);
  /* what would be markup, and a direction that is not ours */
  g_assert_cmpuint (count_pages (2, "<b>bold & \xe2\x80\xae reversed \xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"), ==,
                    1);
}

static void
test_content (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (DovetailPrintSheet) list = NULL;
  g_autoptr (DovetailPrintSheet) task = NULL;
  g_autoptr (DovetailPrintSheet) empty = NULL;
  g_autoptr (DovetailPrintSheet) missing = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  scratch_create (scratch, DOVETAIL_ENTITY_TASK, RENT,
                  "{'title':'Pay rent','due':'2026-11-27','priority':'high','points':5,'tags':['home'],"
                  "'recurrence':{'rrule':'FREQ=MONTHLY','series_id':'018f0000-0000-7000-8000-000000000009'},"
                  "'notes':'to the landlord','checklist':[{'id':'a','title':'look up','done':true}]}");
  scratch_create (scratch, DOVETAIL_ENTITY_TASK, CALL, "{'title':'Call first','parent_id':'" RENT "'}");
  rows = dovetail_store_query_tasks (scratch->store, &query, NULL);
  list = dovetail_print_list_content (scratch->store, "All", rows, NOW, &error);
  g_assert_no_error (error);
  words = dovetail_print_sheet_describe (list);
  g_assert_cmpstr (words, ==,
                   "All\n"
                   "[ ] Pay rent (Fri 27 Nov · every month · Priority: High · 5 points · #home)\n"
                   "  [x] look up\n"
                   "  [ ] Call first\n");
  g_clear_pointer (&words, g_free);
  task = dovetail_print_task_content (scratch->store, RENT, NOW, &error);
  g_assert_no_error (error);
  words = dovetail_print_sheet_describe (task);
  g_assert_cmpstr (words, ==,
                   "Pay rent\n"
                   "Inbox (Fri 27 Nov · every month · Priority: High · 5 points · #home)\n"
                   "to the landlord\n"
                   "== Checklist\n"
                   "[x] look up\n"
                   "== Subtasks\n"
                   "[ ] Call first\n");
  g_assert_cmpuint (print (task, pdf), ==, 1);

  empty = dovetail_print_list_content (scratch->store, "Today", none, NOW, &error);
  g_clear_pointer (&words, g_free);
  words = dovetail_print_sheet_describe (empty);
  g_assert_cmpstr (words, ==, "Today\nNothing here\n");
  missing = dovetail_print_task_content (scratch->store, "018f0000-0000-7000-8000-00000000000f", NOW, &error);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/pages", test_pages);
  g_test_add_func ("/print/content", test_content);
  return g_test_run ();
}
