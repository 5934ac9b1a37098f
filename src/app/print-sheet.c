/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines of text on pages of paper. */

#include "app/print-sheet.h"

#include <glib/gi18n.h>

#define TITLE_FONT "Sans Bold 16"
#define HEADING_FONT "Sans Bold 11"
#define TEXT_FONT "Sans 11"
#define FACTS_FONT "Sans 9"
#define GREY 0.35
#define BOX 9.0
#define BOX_GAP 8.0
#define INDENT 20.0
#define ENTRY_GAP 6.0
#define HEADING_GAP 12.0
#define FOOTER 24.0

typedef struct
{
  DovetailPrintKind kind;
  guint indent;
  char *text;
  char *facts;
} Entry;

/* One line of text as it lies on the paper. */
typedef struct
{
  PangoLayoutLine *line;
  guint page;
  double x;
  double baseline;
  gboolean is_grey;
  gboolean has_box; /* the first line of an entry to be checked off */
  gboolean is_done;
} Line;

struct _DovetailPrintSheet
{
  char *title;
  GPtrArray *entries;
  GArray *lines;
  PangoContext *context;
  double width;
  double height; /* without the footer */
  double y;      /* where the next line comes */
  guint page;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->facts);
  g_free (entry);
}

static void
line_clear (gpointer data)
{
  pango_layout_line_unref (((Line *) data)->line);
}

DovetailPrintSheet *
dovetail_print_sheet_new (const char *title)
{
  DovetailPrintSheet *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_new0 (DovetailPrintSheet, 1);
  self->title = g_strdup (title);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

void
dovetail_print_sheet_free (DovetailPrintSheet *self)
{
  g_free (self->title);
  g_ptr_array_unref (self->entries);
  g_array_unref (self->lines);
  g_clear_object (&self->context);
  g_free (self);
}

void
dovetail_print_sheet_add (
    DovetailPrintSheet *self, DovetailPrintKind kind, guint indent, const char *text, const char *facts)
{
  Entry *entry;

  g_return_if_fail (self != NULL && text != NULL);

  entry = g_new0 (Entry, 1);
  *entry = (Entry){ kind, indent, g_strdup (text), g_strdup (facts) };
  g_ptr_array_add (self->entries, entry);
}

char *
dovetail_print_sheet_describe (DovetailPrintSheet *self)
{
  static const char *const marks[] = {
    [DOVETAIL_PRINT_TEXT] = "",
    [DOVETAIL_PRINT_HEADING] = "== ",
    [DOVETAIL_PRINT_OPEN] = "[ ] ",
    [DOVETAIL_PRINT_DONE] = "[x] ",
  };
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (self->title);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      g_string_append_printf (text, "%*s%s%s", (int) entry->indent * 2, "", marks[entry->kind], entry->text);
      if (entry->facts != NULL && entry->facts[0] != '\0')
        g_string_append_printf (text, " (%s)", entry->facts);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static PangoLayout *
create_layout (DovetailPrintSheet *self, const char *font, const char *text, double x, gboolean struck)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (MAX (self->width - x, BOX) * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  if (struck)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
    }
  return layout;
}

/* Puts the lines of a text where there is room; on a new page where there is none. */
static void
place (DovetailPrintSheet *self, const char *font, const char *text, const Line *model)
{
  g_autoptr (PangoLayout) layout
      = create_layout (self, font, text, model->x, model->is_done && !model->is_grey);
  int count = pango_layout_get_line_count (layout);

  for (int i = 0; i < count; i++)
    {
      Line line = *model;
      PangoRectangle logical;
      double height;

      line.line = pango_layout_line_ref (pango_layout_get_line_readonly (layout, i));
      pango_layout_line_get_extents (line.line, NULL, &logical);
      height = (double) logical.height / PANGO_SCALE;
      if (self->y + height > self->height && self->y > 0)
        {
          self->page++;
          self->y = 0;
        }
      line.page = self->page;
      line.baseline = self->y - (double) logical.y / PANGO_SCALE;
      line.has_box = model->has_box && i == 0;
      self->y += height;
      g_array_append_val (self->lines, line);
    }
}

static void
place_entry (DovetailPrintSheet *self, const Entry *entry)
{
  gboolean is_heading = entry->kind == DOVETAIL_PRINT_HEADING;
  gboolean has_box = entry->kind == DOVETAIL_PRINT_OPEN || entry->kind == DOVETAIL_PRINT_DONE;
  Line line = { .x = entry->indent * INDENT + (has_box ? BOX + BOX_GAP : 0),
                .has_box = has_box,
                .is_done = entry->kind == DOVETAIL_PRINT_DONE };

  self->y += is_heading ? HEADING_GAP : ENTRY_GAP;
  place (self, is_heading ? HEADING_FONT : TEXT_FONT, entry->text, &line);
  if (entry->facts == NULL || entry->facts[0] == '\0')
    return;
  line.has_box = FALSE;
  line.is_grey = TRUE;
  place (self, FACTS_FONT, entry->facts, &line);
}

guint
dovetail_print_sheet_layout (DovetailPrintSheet *self, PangoContext *context, double width, double height)
{
  const Line title = { .x = 0 };

  g_return_val_if_fail (self != NULL && PANGO_IS_CONTEXT (context), 1);

  g_set_object (&self->context, context);
  g_array_set_size (self->lines, 0);
  self->width = width;
  self->height = MAX (height - FOOTER, FOOTER);
  self->page = 0;
  self->y = 0;
  place (self, TITLE_FONT, self->title, &title);
  for (guint i = 0; i < self->entries->len; i++)
    place_entry (self, self->entries->pdata[i]);
  return self->page + 1;
}

static void
draw_box (cairo_t *cairo, const Line *line)
{
  double x = line->x - BOX - BOX_GAP + 0.5;
  double y = line->baseline - BOX + 0.5;

  cairo_set_line_width (cairo, 0.8);
  cairo_rectangle (cairo, x, y, BOX, BOX);
  cairo_stroke (cairo);
  if (!line->is_done)
    return;
  cairo_move_to (cairo, x + 2, y + BOX / 2);
  cairo_line_to (cairo, x + BOX / 2 - 0.5, y + BOX - 2);
  cairo_line_to (cairo, x + BOX - 1.5, y + 2);
  cairo_stroke (cairo);
}

static void
draw_footer (DovetailPrintSheet *self, cairo_t *cairo, guint page)
{
  g_autofree char *words = g_strdup_printf (_ ("Page %u of %u"), page + 1, self->page + 1);
  g_autoptr (PangoLayout) layout = create_layout (self, FACTS_FONT, words, 0, FALSE);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_set_source_rgb (cairo, GREY, GREY, GREY);
  cairo_move_to (cairo, 0, self->height + FOOTER / 3);
  pango_cairo_show_layout (cairo, layout);
}

void
dovetail_print_sheet_draw (DovetailPrintSheet *self, cairo_t *cairo, guint page)
{
  g_return_if_fail (self != NULL && self->context != NULL && cairo != NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);
      double shade = line->is_grey ? GREY : 0;

      if (line->page != page)
        continue;
      cairo_set_source_rgb (cairo, shade, shade, shade);
      if (line->has_box)
        draw_box (cairo, line);
      cairo_move_to (cairo, line->x, line->baseline);
      pango_cairo_show_layout_line (cairo, line->line);
    }
  if (self->page > 0)
    draw_footer (self, cairo, page);
}
