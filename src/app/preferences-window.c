/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Account, policy and interval. What is chosen here counts at once. */

#include "app/preferences-window.h"

#include <glib/gi18n.h>

#include "app/connect-form.h"
#include "app/desktop-group.h"
#include "app/devices-group.h"
#include "app/narrow.h"
#include "app/policy-group.h"
#include "app/relative-time.h"
#include "app/secondary-window.h"
#include "app/sign-in.h"
#include "app/sign-out-dialog.h"
#include "app/synced-lists.h"
#include "store/settings.h"
#include "sync/session.h"

struct _DovetailPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  GtkWidget *account_group;
  AdwActionRow *account_row;
  AdwActionRow *device_row;
  GtkWidget *connect_group;
  DovetailConnectForm *form;
  DovetailPolicyGroup *policy_group;
  DovetailSyncedLists *synced_lists;
  GtkWidget *interval_group;
  AdwComboRow *interval;
  AdwComboRow *metered;
  AdwActionRow *pause_row;
  GtkSwitch *pause;
  DovetailDevicesGroup *devices;
  DovetailDesktopGroup *desktop;

  DovetailApplication *application; /* not owned: it outlives its windows */
  gboolean filling;
  gboolean signed_in; /* as it is shown */
};

G_DEFINE_FINAL_TYPE (DovetailPreferencesWindow, dovetail_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the rules. */
static const char *const metered_rules[] = {
  [DOVETAIL_METERED_USUAL] = N_ ("As usual"),
  [DOVETAIL_METERED_EDITS] = N_ ("Only my edits"),
  [DOVETAIL_METERED_BY_HAND] = N_ ("When I ask"),
};

static const int intervals[] = { 60, 300, 900, 3600 };
#define DEFAULT_INTERVAL 300

static DovetailStore *
store_of (DovetailPreferencesWindow *self)
{
  return dovetail_application_get_store (self->application);
}

static void
report (DovetailPreferencesWindow *self, const GError *error)
{
  g_autofree char *words = dovetail_sign_in_explain (error);
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
}

static void
set_row_text (AdwActionRow *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  if (title != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle != NULL ? subtitle : "");
}

static void
show_account (DovetailPreferencesWindow *self)
{
  gboolean signed_in = dovetail_session_is_signed_in (store_of (self));
  g_autofree char *server = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_SERVER);
  g_autofree char *user_name = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_USER_NAME);
  g_autofree char *device_name = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_DEVICE_NAME);

  self->signed_in = signed_in;
  gtk_widget_set_visible (self->account_group, signed_in);
  gtk_widget_set_visible (GTK_WIDGET (self->devices), signed_in);
  if (signed_in)
    dovetail_devices_group_fetch (self->devices, self->application);
  gtk_widget_set_visible (self->connect_group, !signed_in);
  gtk_widget_set_visible (GTK_WIDGET (self->synced_lists), signed_in);
  gtk_widget_set_visible (self->interval_group, signed_in);
  set_row_text (self->account_row, user_name != NULL ? user_name : _ ("Signed in"), server);
  set_row_text (self->device_row, NULL, device_name);
}

static void
on_interval_selected (DovetailPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->interval);
  g_autoptr (GError) error = NULL;

  if (self->filling || selected >= G_N_ELEMENTS (intervals))
    return;
  if (!dovetail_store_set_setting_int (store_of (self), DOVETAIL_SETTING_INTERVAL, intervals[selected],
                                       &error))
    report (self, error);
  else
    dovetail_sync_service_account_changed (dovetail_application_get_service (self->application));
}

static void
on_metered_selected (DovetailPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->metered);
  g_autoptr (GError) error = NULL;

  if (self->filling || selected >= G_N_ELEMENTS (metered_rules))
    return;
  if (!dovetail_store_set_setting (store_of (self), DOVETAIL_SETTING_METERED,
                                   dovetail_metered_rule_to_string (selected), &error))
    report (self, error);
}

static void
fill_metered (DovetailPreferencesWindow *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *setting = dovetail_store_get_setting (store_of (self), DOVETAIL_SETTING_METERED);

  for (gsize i = 0; i < G_N_ELEMENTS (metered_rules); i++)
    gtk_string_list_append (titles, _ (metered_rules[i]));
  adw_combo_row_set_model (self->metered, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->metered, dovetail_metered_rule_from_string (setting));
}

/* A pause may have an end, which is said where it was chosen. */
static void
show_pause (DovetailPreferencesWindow *self)
{
  gint64 until
      = dovetail_sync_service_get_paused_until (dovetail_application_get_service (self->application));
  g_autofree char *when = NULL;
  g_autofree char *words = NULL;

  if (until == 0 || until == DOVETAIL_PAUSED_FOR_GOOD)
    {
      adw_action_row_set_subtitle (self->pause_row, _ ("Syncs only when you ask for it"));
      return;
    }
  when = dovetail_relative_time (until, g_get_real_time () / 1000);
  /* Translators: %s is a time such as "in 2 hours" */
  words = g_strdup_printf (_ ("Goes on by itself %s"), when);
  adw_action_row_set_subtitle (self->pause_row, words);
}

static void
bind_pause (DovetailPreferencesWindow *self)
{
  DovetailSyncService *service = dovetail_application_get_service (self->application);

  g_object_bind_property (service, "paused", self->pause, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (service, "notify::paused-until", G_CALLBACK (show_pause), self, G_CONNECT_SWAPPED);
  show_pause (self);
}

static void
fill_intervals (DovetailPreferencesWindow *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  gint64 setting
      = dovetail_store_get_setting_int (store_of (self), DOVETAIL_SETTING_INTERVAL, DEFAULT_INTERVAL);
  guint selected = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      gulong minutes = intervals[i] / 60;
      g_autofree char *title
          = minutes < 60 ? g_strdup_printf (ngettext ("Every minute", "Every %lu minutes", minutes), minutes)
                         : g_strdup (_ ("Every hour"));

      gtk_string_list_append (titles, title);
      if (setting >= intervals[i])
        selected = i;
    }
  adw_combo_row_set_model (self->interval, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->interval, selected);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  dovetail_connect_form_set_busy (self->form, FALSE);
  if (dovetail_sign_in_finish (result, &error))
    {
      dovetail_sync_service_account_changed (dovetail_application_get_service (self->application));
      show_account (self);
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (_ ("Connected")));
      return;
    }
  words = dovetail_sign_in_explain (error);
  dovetail_connect_form_set_error (self->form, words);
}

static void
on_submitted (DovetailPreferencesWindow *self)
{
  dovetail_connect_form_set_busy (self->form, TRUE);
  dovetail_connect_form_sign_in (self->form, store_of (self),
                                 dovetail_application_get_vault (self->application), on_signed_in,
                                 g_object_ref (self));
}

static void
on_sign_out_clicked (DovetailPreferencesWindow *self)
{
  dovetail_sign_out_dialog_present (GTK_WINDOW (self), self->application);
}

/* Signed in or out, here or by a program. */
static void
on_state_changed (DovetailPreferencesWindow *self)
{
  gboolean signed_in = dovetail_session_is_signed_in (store_of (self));

  if (signed_in != self->signed_in)
    show_account (self);
}

static void
dovetail_preferences_window_class_init (DovetailPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (DOVETAIL_TYPE_CONNECT_FORM);
  g_type_ensure (DOVETAIL_TYPE_DESKTOP_GROUP);
  g_type_ensure (DOVETAIL_TYPE_DEVICES_GROUP);
  g_type_ensure (DOVETAIL_TYPE_POLICY_GROUP);
  g_type_ensure (DOVETAIL_TYPE_SYNCED_LISTS);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, account_group);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, account_row);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, device_row);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, connect_group);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, form);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, policy_group);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, synced_lists);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, interval_group);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, interval);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, metered);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, pause_row);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, devices);
  gtk_widget_class_bind_template_child (widget_class, DovetailPreferencesWindow, desktop);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_out_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_submitted);
  gtk_widget_class_bind_template_callback (widget_class, on_interval_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_metered_selected);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_preferences_window_init (DovetailPreferencesWindow *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
}

void
dovetail_preferences_window_present (GtkWindow *parent, DovetailApplication *application)
{
  DovetailPreferencesWindow *self;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  self = g_object_new (DOVETAIL_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
  self->application = application;
  dovetail_policy_group_fill (self->policy_group, store_of (self));
  dovetail_synced_lists_fill (self->synced_lists, application);
  fill_intervals (self);
  fill_metered (self);
  bind_pause (self);
  show_account (self);
  dovetail_desktop_group_fill (self->desktop, application);
  g_signal_connect_object (dovetail_application_get_service (application), "notify::state",
                           G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  self->filling = FALSE;
  dovetail_secondary_window_present (GTK_WINDOW (self));
}
