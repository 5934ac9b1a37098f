/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line for each place where two texts differ: mine or theirs. Once every place is taken the text is the result, and
 * follows each further choice; until then it is shown with the open places left out. */
#include "app/merge-parts.h"

#include <glib/gi18n.h>

#include "app/merge-hunks.h"
#include "core/data.h"

/* So many characters of a part are shown on its button; all of them in its tooltip. */
#define SHOWN_CHARS 24

struct _DovetailMergeParts
{
  AdwBin parent_instance;

  DovetailMergeSession *session;
  char *name;
  DovetailMergeHunks *hunks;
  DovetailSide *picks;
  GtkToggleButton *(*buttons)[2]; /* for each part: mine, theirs */
  GtkLabel *so_far;
  gboolean setting; /* the buttons are being set: their signals are not the user's */
};

G_DEFINE_FINAL_TYPE (DovetailMergeParts, dovetail_merge_parts, ADW_TYPE_BIN)

static const DovetailSide sides[2] = { DOVETAIL_SIDE_MINE, DOVETAIL_SIDE_THEIRS };

static guint
count_open (DovetailMergeParts *self)
{
  guint open = 0;

  for (guint i = 0; i < self->hunks->hunks->len; i++)
    if (self->picks[i] == DOVETAIL_SIDE_BASE)
      open++;
  return open;
}

static void
pick_all (DovetailMergeParts *self, DovetailSide side)
{
  for (guint i = 0; i < self->hunks->hunks->len; i++)
    self->picks[i] = side;
}

static void
show_picks (DovetailMergeParts *self)
{
  guint parts = self->hunks->hunks->len;
  guint open = count_open (self);
  g_autofree char *text = dovetail_merge_hunks_compose (self->hunks, self->picks, "[…]");

  self->setting = TRUE;
  for (guint i = 0; i < parts; i++)
    for (int side = 0; side < 2; side++)
      gtk_toggle_button_set_active (self->buttons[i][side], self->picks[i] == sides[side]);
  self->setting = FALSE;
  gtk_label_set_label (self->so_far, text);
  gtk_widget_set_visible (GTK_WIDGET (self->so_far), open > 0 && open < parts);
}

static void
take_part (GtkToggleButton *button, DovetailMergeParts *self)
{
  guint part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "part"));
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) value = NULL;

  if (self->setting)
    return;
  if (gtk_toggle_button_get_active (button))
    self->picks[part] = button == self->buttons[part][0] ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;
  show_picks (self);
  if (count_open (self) > 0)
    return;
  text = dovetail_merge_hunks_compose (self->hunks, self->picks, "");
  value = *text != '\0' ? dovetail_value_string (text) : NULL;
  dovetail_merge_session_edit (self->session, self->name, value);
}

static GtkToggleButton *
build_button (DovetailMergeParts *self, guint part, int side)
{
  const DovetailMergeHunk *hunk = g_ptr_array_index (self->hunks->hunks, part);
  const char *text = side == 0 ? hunk->mine : hunk->theirs;
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : _ ("nothing"));
  g_autofree char *words
      = g_strdup_printf (side == 0 ? _ ("Part %u of %u, mine: %s") : _ ("Part %u of %u, theirs: %s"), part + 1,
                         self->hunks->hunks->len, gtk_label_get_label (GTK_LABEL (label)));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SHOWN_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (*text == '\0')
    gtk_widget_add_css_class (label, "dim-label");
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "part", GUINT_TO_POINTER (part));
  g_signal_connect (button, "toggled", G_CALLBACK (take_part), self);
  return GTK_TOGGLE_BUTTON (button);
}

static GtkWidget *
build_part (DovetailMergeParts *self, guint part)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (int side = 0; side < 2; side++)
    {
      self->buttons[part][side] = build_button (self, part, side);
      gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->buttons[part][side]));
    }
  gtk_box_set_homogeneous (GTK_BOX (line), TRUE);
  gtk_widget_add_css_class (line, "linked");
  return line;
}

static void
build (DovetailMergeParts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (_ ("Or part by part, mine and theirs"));

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_box_append (GTK_BOX (box), heading);
  for (guint i = 0; i < self->hunks->hunks->len; i++)
    gtk_box_append (GTK_BOX (box), build_part (self, i));
  self->so_far = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->so_far, 0);
  gtk_label_set_wrap (self->so_far, TRUE);
  gtk_label_set_wrap_mode (self->so_far, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->so_far), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->so_far));
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
dovetail_merge_parts_finalize (GObject *object)
{
  DovetailMergeParts *self = DOVETAIL_MERGE_PARTS (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->hunks, dovetail_merge_hunks_free);
  g_free (self->picks);
  g_free (self->buttons);
  g_free (self->name);
  G_OBJECT_CLASS (dovetail_merge_parts_parent_class)->finalize (object);
}

static void
dovetail_merge_parts_class_init (DovetailMergePartsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_merge_parts_finalize;
}

static void
dovetail_merge_parts_init (DovetailMergeParts *self)
{
}

static const char *
text_of (JsonNode *value)
{
  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return "";
  return json_node_get_string (value);
}

GtkWidget *
dovetail_merge_parts_new (DovetailMergeSession *session, const char *name)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (session), NULL);
  g_return_val_if_fail (dovetail_merge_session_find (session, name) != NULL, NULL);

  const DovetailMergeField *field = dovetail_merge_session_find (session, name);
  g_autoptr (DovetailMergeHunks) hunks = NULL;
  DovetailMergeParts *self;

  if (field->schema == NULL || field->schema->merge != DOVETAIL_MERGE_TEXT)
    return NULL;
  hunks = dovetail_merge_hunks_new (text_of (field->sides[DOVETAIL_SIDE_MINE]),
                                    text_of (field->sides[DOVETAIL_SIDE_THEIRS]));
  if (hunks == NULL || hunks->hunks->len < 2)
    return NULL;
  self = g_object_new (DOVETAIL_TYPE_MERGE_PARTS, NULL);
  self->session = g_object_ref (session);
  self->name = g_strdup (name);
  self->hunks = g_steal_pointer (&hunks);
  self->picks = g_new0 (DovetailSide, self->hunks->hunks->len);
  self->buttons = g_malloc0_n (self->hunks->hunks->len, sizeof (*self->buttons));
  pick_all (self, DOVETAIL_SIDE_BASE);
  build (self);
  dovetail_merge_parts_refresh (self);
  return GTK_WIDGET (self);
}

/* Another choice, an edit by hand or an undo: the parts say what they still say of the result. */
void
dovetail_merge_parts_refresh (DovetailMergeParts *self)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_PARTS (self));

  const DovetailMergeField *field = dovetail_merge_session_find (self->session, self->name);
  g_autofree char *text = dovetail_merge_hunks_compose (self->hunks, self->picks, "");

  if (field->choice == DOVETAIL_CHOICE_MINE)
    pick_all (self, DOVETAIL_SIDE_MINE);
  else if (field->choice == DOVETAIL_CHOICE_THEIRS)
    pick_all (self, DOVETAIL_SIDE_THEIRS);
  else if (count_open (self) == 0
           && (field->choice == DOVETAIL_CHOICE_NONE || !g_str_equal (text, text_of (field->result))))
    pick_all (self, DOVETAIL_SIDE_BASE);
  show_picks (self);
}
