/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One field that asks, in three columns: mine to the left, theirs to the right, between them the result,
 * which can be edited where it stands. Under the result stands what the field was before anyone changed it.
 */
#include "app/merge-row.h"

#include <glib/gi18n.h>

#include "app/merge-columns.h"
#include "app/merge-editor.h"
#include "app/merge-parts.h"
#include "app/value-words.h"
#include "app/word-diff.h"
#include "core/data.h"

struct _DovetailMergeRow
{
  AdwBin parent_instance;

  DovetailMergeSession *session;
  DovetailStore *store;
  const DovetailZone *zone;
  char *name;
  GtkLabel *state;
  GtkLabel *values[DOVETAIL_N_SIDES]; /* base: "was: ..." */
  GtkWidget *takes[DOVETAIL_N_SIDES]; /* base: none */
  GtkWidget *both;
  GtkWidget *cells[DOVETAIL_N_SIDES]; /* base: the result's */
  GtkWidget *captions[DOVETAIL_N_SIDES];
  DovetailMergeEditor *editor;
  DovetailMergeParts *parts; /* NULL: the field is taken whole */
};

G_DEFINE_FINAL_TYPE (DovetailMergeRow, dovetail_merge_row, ADW_TYPE_BIN)

static const DovetailMergeField *
get_field (DovetailMergeRow *self)
{
  return dovetail_merge_session_find (self->session, self->name);
}

static const char *
get_entity_type (DovetailMergeRow *self)
{
  return dovetail_merge_session_get_conflict (self->session)->entity_type;
}

/* What a side of a deletion means. */
static char *
whole_words (DovetailMergeRow *self, DovetailSide side)
{
  DovetailConflict *conflict = dovetail_merge_session_get_conflict (self->session);
  g_autofree char *fields = NULL;
  g_autoptr (GPtrArray) words = NULL;

  if (conflict->deleted[side])
    return g_strdup (_ ("Deleted"));
  if (get_field (self)->sides[side] == NULL)
    return g_strdup (_ ("Deleted meanwhile"));
  words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    {
      const char *name = conflict->fields[i];
      g_autofree char *field = dovetail_words_field (conflict->entity_type, name);
      g_autofree char *value = dovetail_words_value (self->store, conflict->entity_type, name,
                                                     dovetail_data_get (conflict->sides[side], name));

      /* Translators: a field and its value, as in "Due: Fri 27 Nov" */
      g_ptr_array_add (words, g_strdup_printf (_ ("%s: %s"), field, value));
    }
  if (words->len == 0)
    return g_strdup (_ ("Kept, with the changes"));
  g_ptr_array_add (words, NULL);
  fields = g_strjoinv ("\n", (char **) words->pdata);
  return g_strdup_printf (_ ("Changed to\n%s"), fields);
}

static char *
side_words (DovetailMergeRow *self, DovetailSide side)
{
  const DovetailMergeField *field = get_field (self);

  if (g_str_equal (self->name, DOVETAIL_MERGE_WHOLE))
    return whole_words (self, side);
  return dovetail_words_value (self->store, get_entity_type (self), self->name, field->sides[side]);
}

/* Long text shows which of its words are new. */
static void
mark_words (DovetailMergeRow *self, DovetailSide side, const char *words)
{
  const DovetailMergeField *field = get_field (self);
  g_autofree char *base = NULL;
  g_autoptr (PangoAttrList) attributes = NULL;

  if (field->schema != NULL && field->schema->type == DOVETAIL_FIELD_STRING && field->sides[side] != NULL
      && field->sides[DOVETAIL_SIDE_BASE] != NULL)
    {
      base = side_words (self, DOVETAIL_SIDE_BASE);
      attributes = dovetail_word_diff_attributes (base, words);
    }
  gtk_label_set_attributes (self->values[side], attributes);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_side (DovetailMergeRow *self, DovetailSide side)
{
  DovetailChoice choice = side == DOVETAIL_SIDE_MINE ? DOVETAIL_CHOICE_MINE : DOVETAIL_CHOICE_THEIRS;
  gboolean taken = get_field (self)->choice == choice;
  g_autofree char *words = side_words (self, side);
  g_autofree char *field = g_str_equal (self->name, DOVETAIL_MERGE_WHOLE)
                               ? g_strdup (_ ("The task"))
                               : dovetail_words_field (get_entity_type (self), self->name);
  g_autofree char *description = g_strdup_printf (_ ("%s: %s"), field, words);

  gtk_label_set_label (self->values[side], words);
  mark_words (self, side, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->takes[side]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
  set_class (self->cells[side], "taken", taken);
  set_class (self->takes[side], "suggested-action", taken);
}

static const char *
state_words (DovetailChoice choice)
{
  switch (choice)
    {
    case DOVETAIL_CHOICE_MINE:
      return _ ("Mine");
    case DOVETAIL_CHOICE_THEIRS:
      return _ ("Theirs");
    case DOVETAIL_CHOICE_BOTH:
      return _ ("Both");
    case DOVETAIL_CHOICE_EDITED:
      return _ ("Edited");
    case DOVETAIL_CHOICE_NONE:
    default:
      return _ ("Undecided");
    }
}

static void
show_result (DovetailMergeRow *self)
{
  const DovetailMergeField *field = get_field (self);
  gboolean chosen = field->choice != DOVETAIL_CHOICE_NONE;

  if (!g_str_equal (self->name, DOVETAIL_MERGE_WHOLE))
    dovetail_merge_editor_show (self->editor, field->result, chosen);
  else if (!chosen)
    dovetail_merge_editor_show_words (self->editor, _ ("Choose a side"));
  else
    dovetail_merge_editor_show_words (
        self->editor, field->result != NULL ? _ ("It comes back with the changes") : _ ("It stays deleted"));
}

static void
show_base (DovetailMergeRow *self)
{
  const DovetailMergeField *field = get_field (self);
  g_autofree char *words = NULL;
  g_autofree char *was = NULL;
  gboolean known = dovetail_merge_session_get_conflict (self->session)->sides[DOVETAIL_SIDE_BASE] != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->values[DOVETAIL_SIDE_BASE]),
                          known && !g_str_equal (self->name, DOVETAIL_MERGE_WHOLE));
  if (!known || g_str_equal (self->name, DOVETAIL_MERGE_WHOLE))
    return;
  words = dovetail_words_value (self->store, get_entity_type (self), self->name,
                                field->sides[DOVETAIL_SIDE_BASE]);
  /* Translators: the value before anyone changed it, as in "was: Wed 25 Nov" */
  was = g_strdup_printf (_ ("was: %s"), words);
  gtk_label_set_label (self->values[DOVETAIL_SIDE_BASE], was);
}

void
dovetail_merge_row_refresh (DovetailMergeRow *self)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_ROW (self));

  const DovetailMergeField *field = get_field (self);

  if (field == NULL)
    return;
  show_side (self, DOVETAIL_SIDE_MINE);
  show_side (self, DOVETAIL_SIDE_THEIRS);
  show_result (self);
  show_base (self);
  gtk_label_set_label (self->state, state_words (field->choice));
  set_class (GTK_WIDGET (self), "undecided", field->choice == DOVETAIL_CHOICE_NONE);
  set_class (GTK_WIDGET (self->state), "warning", field->choice == DOVETAIL_CHOICE_NONE);
  if (self->parts != NULL)
    dovetail_merge_parts_refresh (self->parts);
  if (self->both != NULL)
    set_class (self->both, "suggested-action", field->choice == DOVETAIL_CHOICE_BOTH);
}

static void
take_mine (DovetailMergeRow *self)
{
  dovetail_merge_session_choose (self->session, self->name, DOVETAIL_CHOICE_MINE);
}

static void
take_theirs (DovetailMergeRow *self)
{
  dovetail_merge_session_choose (self->session, self->name, DOVETAIL_CHOICE_THEIRS);
}

static void
take_both (DovetailMergeRow *self)
{
  dovetail_merge_session_choose (self->session, self->name, DOVETAIL_CHOICE_BOTH);
}

static void
result_edited (DovetailMergeRow *self, JsonNode *value)
{
  dovetail_merge_session_edit (self->session, self->name, value);
}

static void
result_unclear (DovetailMergeRow *self)
{
  dovetail_merge_session_choose (self->session, self->name, DOVETAIL_CHOICE_NONE);
}

static GtkWidget *
build_take (DovetailMergeRow *self, DovetailSide side)
{
  gboolean mine = side == DOVETAIL_SIDE_MINE;
  const char *words = mine ? _ ("Take mine") : _ ("Take theirs");
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *icon = gtk_image_new_from_icon_name (mine ? "go-next-symbolic" : "go-previous-symbolic");

  gtk_box_append (GTK_BOX (box), mine ? label : icon);
  gtk_box_append (GTK_BOX (box), mine ? icon : label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_halign (button, mine ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_swapped (button, "clicked", mine ? G_CALLBACK (take_mine) : G_CALLBACK (take_theirs),
                            self);
  return button;
}

static GtkWidget *
build_caption (const char *words)
{
  GtkWidget *caption = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "caption-heading");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_widget_set_visible (caption, FALSE);
  return caption;
}

static GtkLabel *
build_value (void)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_set_vexpand (label, TRUE);
  return GTK_LABEL (label);
}

static GtkWidget *
build_side (DovetailMergeRow *self, DovetailSide side)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->cells[side] = cell;
  self->captions[side] = build_caption (side == DOVETAIL_SIDE_MINE ? _ ("Mine") : _ ("Theirs"));
  self->values[side] = build_value ();
  self->takes[side] = build_take (self, side);
  gtk_widget_add_css_class (cell, "merge-side");
  gtk_box_append (GTK_BOX (cell), self->captions[side]);
  gtk_box_append (GTK_BOX (cell), GTK_WIDGET (self->values[side]));
  gtk_box_append (GTK_BOX (cell), self->takes[side]);
  return cell;
}

static void
build_both (DovetailMergeRow *self)
{
  g_autofree char *field = dovetail_words_field (get_entity_type (self), self->name);

  self->both = gtk_button_new_with_label (_ ("Both"));
  gtk_widget_set_halign (self->both, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->both, _ ("Put both sides together"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->both), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, field,
                                  -1);
  g_signal_connect_swapped (self->both, "clicked", G_CALLBACK (take_both), self);
}

static GtkWidget *
build_result (DovetailMergeRow *self)
{
  const DovetailMergeField *field = get_field (self);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->cells[DOVETAIL_SIDE_BASE] = cell;
  self->captions[DOVETAIL_SIDE_BASE] = build_caption (_ ("Result"));
  self->editor = DOVETAIL_MERGE_EDITOR (
      dovetail_merge_editor_new (field->schema, get_entity_type (self), self->name, self->store, self->zone));
  g_signal_connect_swapped (self->editor, "edited", G_CALLBACK (result_edited), self);
  g_signal_connect_swapped (self->editor, "unclear", G_CALLBACK (result_unclear), self);
  self->values[DOVETAIL_SIDE_BASE] = build_value ();
  gtk_widget_set_vexpand (GTK_WIDGET (self->values[DOVETAIL_SIDE_BASE]), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->values[DOVETAIL_SIDE_BASE]), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->values[DOVETAIL_SIDE_BASE]), "dim-label");
  gtk_widget_add_css_class (cell, "merge-result");
  gtk_box_append (GTK_BOX (cell), self->captions[DOVETAIL_SIDE_BASE]);
  gtk_box_append (GTK_BOX (cell), GTK_WIDGET (self->editor));
  gtk_box_append (GTK_BOX (cell), GTK_WIDGET (self->values[DOVETAIL_SIDE_BASE]));
  if (field->can_both)
    {
      build_both (self);
      gtk_box_append (GTK_BOX (cell), self->both);
    }
  return cell;
}

static GtkWidget *
build_header (DovetailMergeRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *words = g_str_equal (self->name, DOVETAIL_MERGE_WHOLE)
                               ? g_strdup (_ ("The task"))
                               : dovetail_words_field (get_entity_type (self), self->name);
  GtkWidget *heading = gtk_label_new (words);

  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  self->state = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "caption-heading");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return box;
}

static void
build (DovetailMergeRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  DovetailMergeColumns *columns = DOVETAIL_MERGE_COLUMNS (dovetail_merge_columns_new (DOVETAIL_MERGE_WIDE));

  gtk_box_append (GTK_BOX (box), build_header (self));
  dovetail_merge_columns_append (columns, build_side (self, DOVETAIL_SIDE_MINE));
  dovetail_merge_columns_append (columns, build_result (self));
  dovetail_merge_columns_append (columns, build_side (self, DOVETAIL_SIDE_THEIRS));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (columns));
  self->parts = (DovetailMergeParts *) dovetail_merge_parts_new (self->session, self->name);
  if (self->parts != NULL)
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->parts));
  adw_bin_set_child (ADW_BIN (self), box);
}

static gboolean
dovetail_merge_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (DOVETAIL_MERGE_ROW (widget)->takes[DOVETAIL_SIDE_MINE]);
}

static void
dovetail_merge_row_finalize (GObject *object)
{
  DovetailMergeRow *self = DOVETAIL_MERGE_ROW (object);

  g_clear_object (&self->session);
  g_free (self->name);
  G_OBJECT_CLASS (dovetail_merge_row_parent_class)->finalize (object);
}

static void
dovetail_merge_row_class_init (DovetailMergeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_merge_row_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = dovetail_merge_row_grab_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
dovetail_merge_row_init (DovetailMergeRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "merge-row");
}

GtkWidget *
dovetail_merge_row_new (DovetailMergeSession *session,
                        const char *name,
                        DovetailStore *store,
                        const DovetailZone *zone)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (session), NULL);
  g_return_val_if_fail (dovetail_merge_session_find (session, name) != NULL, NULL);

  DovetailMergeRow *self = g_object_new (DOVETAIL_TYPE_MERGE_ROW, NULL);

  self->session = g_object_ref (session);
  self->name = g_strdup (name);
  self->store = store;
  self->zone = zone;
  build (self);
  dovetail_merge_row_refresh (self);
  return GTK_WIDGET (self);
}

const char *
dovetail_merge_row_get_name (DovetailMergeRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_ROW (self), NULL);
  return self->name;
}

void
dovetail_merge_row_set_captions (DovetailMergeRow *self, gboolean visible)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_ROW (self));

  for (int side = 0; side < DOVETAIL_N_SIDES; side++)
    gtk_widget_set_visible (self->captions[side], visible);
}

void
dovetail_merge_row_set_current (DovetailMergeRow *self, gboolean current)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_ROW (self));

  set_class (GTK_WIDGET (self), "current", current);
}

void
dovetail_merge_row_focus_result (DovetailMergeRow *self)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

gboolean
dovetail_merge_row_edits (DovetailMergeRow *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_ROW (self), FALSE);

  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->editor));
}
