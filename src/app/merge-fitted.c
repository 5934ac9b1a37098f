/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was fitted together without asking, in one row that unfolds: "Title (theirs), Priority (mine)".
 * Inside, each field says what it became, and a drop down takes a side after all. */
#include "app/merge-fitted.h"

#include <glib/gi18n.h>

#include "app/value-words.h"

struct _DovetailMergeFitted
{
  AdwExpanderRow parent_instance;

  DovetailMergeSession *session;
  DovetailStore *store;
  GPtrArray *rows; /* FittedRow */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (DovetailMergeFitted, dovetail_merge_fitted, ADW_TYPE_EXPANDER_ROW)

typedef struct
{
  char *name;
  AdwActionRow *row;
  GtkDropDown *choice;
} FittedRow;

/* In the order of the drop down. */
static const DovetailChoice choices[]
    = { DOVETAIL_CHOICE_NONE, DOVETAIL_CHOICE_MINE, DOVETAIL_CHOICE_THEIRS };

static void
fitted_row_free (FittedRow *row)
{
  g_free (row->name);
  g_free (row);
}

static const char *
get_entity_type (DovetailMergeFitted *self)
{
  return dovetail_merge_session_get_conflict (self->session)->entity_type;
}

static const char *
origin_words (const DovetailMergeField *field)
{
  if (field->choice == DOVETAIL_CHOICE_MINE)
    return _ ("mine");
  if (field->choice == DOVETAIL_CHOICE_THEIRS)
    return _ ("theirs");
  switch (field->outcome)
    {
    /* Theirs holds mine already where the server has fitted it in. */
    case DOVETAIL_OUTCOME_SAME:
    case DOVETAIL_OUTCOME_MINE:
      return _ ("mine");
    case DOVETAIL_OUTCOME_THEIRS:
      return _ ("theirs");
    case DOVETAIL_OUTCOME_BOTH:
    case DOVETAIL_OUTCOME_DECIDED:
    case DOVETAIL_OUTCOME_CONFLICT:
    default:
      return _ ("both");
    }
}

static char *
summary_words (DovetailMergeFitted *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const FittedRow *row = g_ptr_array_index (self->rows, i);
      const DovetailMergeField *field = dovetail_merge_session_find (self->session, row->name);
      g_autofree char *name = dovetail_words_field (get_entity_type (self), row->name);

      if (field != NULL)
        /* Translators: a field and whose change it took, as in "Title (theirs)" */
        g_ptr_array_add (words, g_strdup_printf (_ ("%s (%s)"), name, origin_words (field)));
    }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

/* What it became, and below it what each side wrote, so that a side can be taken knowingly. */
static char *
field_words (DovetailMergeFitted *self, const DovetailMergeField *field)
{
  const char *entity_type = get_entity_type (self);
  g_autofree char *result = dovetail_words_value (self->store, entity_type, field->name, field->result);
  g_autofree char *mine
      = dovetail_words_value (self->store, entity_type, field->name, field->sides[DOVETAIL_SIDE_MINE]);
  g_autofree char *theirs
      = dovetail_words_value (self->store, entity_type, field->name, field->sides[DOVETAIL_SIDE_THEIRS]);

  if (g_str_equal (mine, theirs))
    return g_markup_escape_text (result, -1);
  /* Translators: what a field became; what mine and theirs said */
  return g_markup_printf_escaped (_ ("%s\nMine: %s · Theirs: %s"), result, mine, theirs);
}

void
dovetail_merge_fitted_refresh (DovetailMergeFitted *self)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_FITTED (self));

  g_autofree char *summary = summary_words (self);
  g_autofree char *escaped = g_markup_escape_text (summary, -1);

  self->setting = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const FittedRow *row = g_ptr_array_index (self->rows, i);
      const DovetailMergeField *field = dovetail_merge_session_find (self->session, row->name);
      g_autofree char *subtitle = NULL;

      if (field == NULL)
        continue;
      subtitle = field_words (self, field);
      adw_action_row_set_subtitle (row->row, subtitle);
      gtk_drop_down_set_selected (row->choice, field->choice == DOVETAIL_CHOICE_MINE     ? 1
                                               : field->choice == DOVETAIL_CHOICE_THEIRS ? 2
                                                                                         : 0);
    }
  self->setting = FALSE;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
}

static void
choice_selected (GtkDropDown *drop_down, GParamSpec *pspec, DovetailMergeFitted *self)
{
  guint selected = gtk_drop_down_get_selected (drop_down);

  if (!self->setting && selected < G_N_ELEMENTS (choices))
    dovetail_merge_session_choose (self->session, g_object_get_data (G_OBJECT (drop_down), "field"),
                                   choices[selected]);
}

static void
add_row (DovetailMergeFitted *self, const DovetailMergeField *field)
{
  FittedRow *row = g_new0 (FittedRow, 1);
  g_autofree char *name = dovetail_words_field (get_entity_type (self), field->name);
  const char *words[] = { _ ("As fitted"), _ ("Mine"), _ ("Theirs"), NULL };

  row->name = g_strdup (field->name);
  row->row = ADW_ACTION_ROW (adw_action_row_new ());
  row->choice = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (words));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), name);
  adw_action_row_set_subtitle_lines (row->row, 4);
  gtk_widget_set_valign (GTK_WIDGET (row->choice), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row->choice), "field", g_strdup (field->name), g_free);
  g_signal_connect (row->choice, "notify::selected", G_CALLBACK (choice_selected), self);
  adw_action_row_add_suffix (row->row, GTK_WIDGET (row->choice));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (row->row));
  g_ptr_array_add (self->rows, row);
}

static void
dovetail_merge_fitted_finalize (GObject *object)
{
  DovetailMergeFitted *self = DOVETAIL_MERGE_FITTED (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (dovetail_merge_fitted_parent_class)->finalize (object);
}

static void
dovetail_merge_fitted_class_init (DovetailMergeFittedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_merge_fitted_finalize;
}

static void
dovetail_merge_fitted_init (DovetailMergeFitted *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) fitted_row_free);
}

GtkWidget *
dovetail_merge_fitted_new (DovetailMergeSession *session, DovetailStore *store)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (session), NULL);

  DovetailMergeFitted *self = g_object_new (DOVETAIL_TYPE_MERGE_FITTED, "title", _ ("Fitted together"), NULL);
  GPtrArray *fields = dovetail_merge_session_get_fields (session);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Fitted together"),
                                  -1);
  self->session = g_object_ref (session);
  self->store = store;
  for (guint i = 0; i < fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (fields, i);

      if (!field->asks)
        add_row (self, field);
    }
  dovetail_merge_fitted_refresh (self);
  return GTK_WIDGET (self);
}
