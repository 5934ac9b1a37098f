/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every policy is there with a sentence of what it does, so that nobody has to try them out. */

#include "app/policy-group.h"

#include <glib/gi18n.h>

#include "app/policy-words.h"
#include "core/record.h"
#include "store/policies.h"

struct _DovetailPolicyGroup
{
  AdwPreferencesGroup parent_instance;

  DovetailStore *store;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (DovetailPolicyGroup, dovetail_policy_group, ADW_TYPE_PREFERENCES_GROUP)

/* Kinds of records that can have a policy of their own. */
static const struct
{
  const char *entity_type;
  const char *title;
} types[] = { { DOVETAIL_ENTITY_TASK, N_ ("For Tasks") }, { DOVETAIL_ENTITY_LIST, N_ ("For Lists") } };

static const struct
{
  const char *title;
  const char *sentence;
} rules[] = {
  { N_ ("Done wins"),
    N_ ("A task that one side completed is completed. What the other side changed in it is kept.") },
  { N_ ("Delete wins"), N_ ("What one side deleted is deleted, even if the other side changed it. The change "
                            "is kept in the history and "
                            "can be restored.") },
};

static void
report (DovetailPolicyGroup *self, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (escaped));
}

static AdwPreferencesGroup *
add_group (DovetailPolicyGroup *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_widget_set_margin_top (group, 18);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), group);
  return ADW_PREFERENCES_GROUP (group);
}

static GtkWidget *
create_row (const char *title, const char *sentence)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sentence);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
on_chosen (GtkCheckButton *check, GParamSpec *pspec, DovetailPolicyGroup *self)
{
  DovetailPolicy policy = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "policy"));
  g_autoptr (GError) error = NULL;

  if (self->filling || !gtk_check_button_get_active (check))
    return;
  if (!dovetail_store_set_policy (self->store, NULL, &policy, &error))
    report (self, error);
}

static void
add_policies (DovetailPolicyGroup *self)
{
  DovetailPolicy present = dovetail_store_get_policy (self->store, NULL);
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    {
      DovetailPolicy policy = dovetail_policy_words_nth (i);
      const char *title = dovetail_policy_words_title (policy);
      const char *sentence = dovetail_policy_words_sentence (policy);
      GtkWidget *row = create_row (title, sentence);
      GtkWidget *check = gtk_check_button_new ();

      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (check);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), policy == present);
      g_object_set_data (G_OBJECT (check), "policy", GUINT_TO_POINTER (policy));
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
      g_signal_connect_object (check, "notify::active", G_CALLBACK (on_chosen), self, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
    }
}

/* The first choice is to go with the others. */
static void
on_type_chosen (AdwComboRow *row, GParamSpec *pspec, DovetailPolicyGroup *self)
{
  const char *entity_type = g_object_get_data (G_OBJECT (row), "entity-type");
  guint selected = adw_combo_row_get_selected (row);
  DovetailPolicy policy;
  g_autoptr (GError) error = NULL;

  if (self->filling || selected > DOVETAIL_N_POLICIES)
    return;
  policy = selected > 0 ? dovetail_policy_words_nth (selected - 1) : DOVETAIL_POLICY_MANUAL_RESOLUTION;
  if (!dovetail_store_set_policy (self->store, entity_type, selected > 0 ? &policy : NULL, &error))
    report (self, error);
}

static GtkWidget *
create_type_row (DovetailPolicyGroup *self, guint type)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();
  DovetailPolicy policy;

  gtk_string_list_append (titles, _ ("As above"));
  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    gtk_string_list_append (titles, dovetail_policy_words_title (dovetail_policy_words_nth (i)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (types[type].title));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  if (dovetail_store_get_policy_setting (self->store, types[type].entity_type, &policy))
    adw_combo_row_set_selected (ADW_COMBO_ROW (row), dovetail_policy_words_index_of (policy) + 1);
  g_object_set_data (G_OBJECT (row), "entity-type", (gpointer) types[type].entity_type);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_type_chosen), self, 0);
  return row;
}

static void
add_types (DovetailPolicyGroup *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("Another Choice for One Kind"), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    adw_preferences_group_add (group, create_type_row (self, i));
}

static void
add_rules (DovetailPolicyGroup *self)
{
  AdwPreferencesGroup *group
      = add_group (self, _ ("Rules That Always Hold"),
                   _ ("All devices of a family keep to them, so that they come to the same result."));

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    adw_preferences_group_add (group, create_row (_ (rules[i].title), _ (rules[i].sentence)));
}

static void
dovetail_policy_group_class_init (DovetailPolicyGroupClass *klass)
{
}

static void
dovetail_policy_group_init (DovetailPolicyGroup *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("When Both Sides Change the Same Field"));
}

void
dovetail_policy_group_fill (DovetailPolicyGroup *self, DovetailStore *store)
{
  g_return_if_fail (DOVETAIL_IS_POLICY_GROUP (self));
  g_return_if_fail (self->store == NULL);

  self->store = store; /* the application's, which outlives its windows */
  self->filling = TRUE;
  add_policies (self);
  add_types (self);
  add_rules (self);
  self->filling = FALSE;
}
