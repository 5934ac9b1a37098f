/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What concerns this computer alone. Where the settings' schema is not installed only what the store keeps is
 * shown. */

#include "app/desktop-group.h"

#include <glib/gi18n.h>

#include "app/app-settings.h"
#include "app/appearance.h"
#include "app/protection-words.h"
#include "store/settings.h"

struct _DovetailDesktopGroup
{
  AdwPreferencesGroup parent_instance;

  GSettings *settings; /* NULL: they cannot be kept */
  DovetailStore *store;
};

G_DEFINE_FINAL_TYPE (DovetailDesktopGroup, dovetail_desktop_group, ADW_TYPE_PREFERENCES_GROUP)

/* Minutes before a task is due; in the order they are offered. */
static const int reminders[] = { -1, 0, 5, 15, 30, 60, 120, 1440 };

static AdwPreferencesGroup *
add_group (DovetailDesktopGroup *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_widget_set_margin_bottom (group, 18);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), group);
  return ADW_PREFERENCES_GROUP (group);
}

static AdwComboRow *
add_choice (AdwPreferencesGroup *group, const char *title, GtkStringList *choices, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

static void
on_appearance (DovetailDesktopGroup *self, GParamSpec *pspec, AdwComboRow *row)
{
  g_settings_set_string (self->settings, "appearance",
                         dovetail_appearances[adw_combo_row_get_selected (row)]);
}

static void
add_appearance (DovetailDesktopGroup *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *present = g_settings_get_string (self->settings, "appearance");
  guint selected = 0;
  AdwComboRow *row;

  for (guint i = 0; dovetail_appearances[i] != NULL; i++)
    {
      gtk_string_list_append (titles, dovetail_appearance_title (dovetail_appearances[i]));
      if (g_str_equal (dovetail_appearances[i], present))
        selected = i;
    }
  row = add_choice (add_group (self, _ ("Appearance")), _ ("Colours"), titles, selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_appearance), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
add_switch (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  adw_preferences_group_add (group, row);
  return widget;
}

static void
bind_switch (DovetailDesktopGroup *self, const char *key, GtkWidget *widget)
{
  g_settings_bind (self->settings, key, widget, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
add_background (DovetailDesktopGroup *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("In the Background"));

  bind_switch (self, "run-in-background",
               add_switch (group, _ ("Go on when the window is closed"),
                           _ ("Syncs and reminds from the tray. Without a tray closing the window ends Dovetail.")));
  bind_switch (self, "autostart",
               add_switch (group, _ ("Start when you log in"), _ ("In the background, without a window")));
}

static char *
reminder_title (int minutes)
{
  if (minutes < 0)
    return g_strdup (_ ("None"));
  if (minutes == 0)
    return g_strdup (_ ("When it is due"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute before", "%d minutes before", (gulong) minutes), minutes);
  if (minutes < 1440)
    return g_strdup_printf (ngettext ("%d hour before", "%d hours before", (gulong) minutes / 60),
                            minutes / 60);
  return g_strdup_printf (ngettext ("%d day before", "%d days before", (gulong) minutes / 1440),
                          minutes / 1440);
}

static void
on_reminder (DovetailDesktopGroup *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (reminders))
    g_settings_set_int (self->settings, "default-reminder", reminders[selected]);
}

static void
add_default_reminder (DovetailDesktopGroup *self, AdwPreferencesGroup *group)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  int present = g_settings_get_int (self->settings, "default-reminder");
  guint selected = 0;
  AdwComboRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (reminders); i++)
    {
      g_autofree char *title = reminder_title (reminders[i]);

      gtk_string_list_append (titles, title);
      if (present >= reminders[i])
        selected = i;
    }
  row = add_choice (group, _ ("Of a new task with a time"), titles, selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_reminder), self, G_CONNECT_SWAPPED);
}

/* What is not kept must not look as if it were. */
static void
on_reminding (DovetailDesktopGroup *self, GParamSpec *pspec, GtkSwitch *widget)
{
  gboolean wanted = gtk_switch_get_active (widget);
  gboolean kept = dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_REMINDERS, 1) != 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *escaped = NULL;

  if (wanted == kept || dovetail_store_set_setting_int (self->store, DOVETAIL_SETTING_REMINDERS, wanted, &error))
    return;
  escaped = g_markup_escape_text (error->message, -1);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (gtk_widget_get_root (GTK_WIDGET (widget))),
                                    adw_toast_new (escaped));
  gtk_switch_set_active (widget, kept);
}

static void
add_reminders (DovetailDesktopGroup *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("Reminders"));
  GtkWidget *reminding = add_switch (group, _ ("Remind on this computer"),
                                     _ ("Your other devices remind you as they are told there."));

  gtk_switch_set_active (GTK_SWITCH (reminding),
                         dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_REMINDERS, 1) != 0);
  g_signal_connect_object (reminding, "notify::active", G_CALLBACK (on_reminding), self, G_CONNECT_SWAPPED);
  if (self->settings != NULL)
    add_default_reminder (self, group);
}

static void
add_protection (DovetailDesktopGroup *self, DovetailVault *vault)
{
  DovetailProtection protection
      = vault != NULL ? dovetail_vault_get_protection (vault) : DOVETAIL_PROTECTION_NONE;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), dovetail_protection_words_state (protection));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), dovetail_protection_words_advice (protection));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), protection == DOVETAIL_PROTECTION_NONE
                                                          ? "channel-insecure-symbolic"
                                                          : "channel-secure-symbolic");
  adw_preferences_group_add (add_group (self, _ ("Encryption of the Tasks on This Computer")), row);
}

static void
dovetail_desktop_group_finalize (GObject *object)
{
  g_clear_object (&DOVETAIL_DESKTOP_GROUP (object)->settings);
  g_clear_object (&DOVETAIL_DESKTOP_GROUP (object)->store);
  G_OBJECT_CLASS (dovetail_desktop_group_parent_class)->finalize (object);
}

static void
dovetail_desktop_group_class_init (DovetailDesktopGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_desktop_group_finalize;
}

static void
dovetail_desktop_group_init (DovetailDesktopGroup *self)
{
  self->settings = dovetail_app_settings_new ();
}

void
dovetail_desktop_group_fill (DovetailDesktopGroup *self, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_DESKTOP_GROUP (self));

  g_set_object (&self->store, dovetail_application_get_store (application));
  if (self->settings != NULL)
    {
      add_appearance (self);
      add_background (self);
    }
  add_reminders (self);
  add_protection (self, dovetail_application_get_vault (application));
}
