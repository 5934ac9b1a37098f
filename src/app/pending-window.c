/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for upload: first what the server refused, with the reason and what can be done, then the rest
 * in the order it goes up. Only so many rows are built; a sentence counts the others. */
#include "app/pending-window.h"

#include <glib/gi18n.h>

#include "app/narrow.h"
#include "app/pending-row.h"
#include "app/secondary-window.h"
#include "app/trouble-words.h"
#include "app/window-toasts.h"
#include "store/outbox.h"
#include "store/unreadable.h"

#define MAX_ROWS 100

struct _DovetailPendingWindow
{
  AdwWindow parent_instance;

  DovetailApplication *application;
  DovetailStore *store;
  gulong changed_handler;
  GCancellable *cancellable; /* the upload outlives the window; its answer does not */
  char *shown;               /* what the rows were made of; NULL: there are none yet */

  AdwWindowTitle *window_title;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (DovetailPendingWindow, dovetail_pending_window, ADW_TYPE_WINDOW)

static AdwPreferencesGroup *
add_group (DovetailPendingWindow *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (self->groups, GTK_WIDGET (group));
  return group;
}

static void
add_changes (
    DovetailPendingWindow *self, GPtrArray *replicas, guint n_all, const char *title, const char *description)
{
  AdwPreferencesGroup *group;
  g_autofree char *left_out = NULL;
  guint n = replicas != NULL ? replicas->len : 0;

  if (n == 0)
    return;
  if (n_all > n)
    left_out
        = g_strdup_printf (ngettext ("%u more is not shown", "%u more are not shown", n_all - n), n_all - n);
  group = add_group (self, title, left_out != NULL ? left_out : description);
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (group,
                               dovetail_pending_row_new (self->application, g_ptr_array_index (replicas, i)));
}

static guint
add_decisions (DovetailPendingWindow *self)
{
  g_autoptr (GPtrArray) resolutions = dovetail_store_list_resolutions (self->store, NULL);
  AdwPreferencesGroup *group;

  if (resolutions == NULL || resolutions->len == 0)
    return 0;
  group = add_group (self, _ ("Decisions"), NULL);
  for (guint i = 0; i < MIN (resolutions->len, MAX_ROWS); i++)
    adw_preferences_group_add (
        group, dovetail_pending_row_new_decision (self->application, g_ptr_array_index (resolutions, i)));
  return resolutions->len;
}

static guint
add_unreadable (DovetailPendingWindow *self)
{
  g_autoptr (GPtrArray) unreadable = dovetail_store_list_unreadable (self->store, MAX_ROWS, NULL);
  AdwPreferencesGroup *group;

  if (unreadable == NULL || unreadable->len == 0)
    return 0;
  group = add_group (self, _ ("Not understood"),
                     _ ("They came from the server and are kept as they came. Everything else goes on."));
  for (guint i = 0; i < unreadable->len; i++)
    adw_preferences_group_add (
        group, dovetail_pending_row_new_unreadable (self->application, g_ptr_array_index (unreadable, i)));
  return unreadable->len;
}

static void
show_count (DovetailPendingWindow *self, guint n)
{
  g_autofree char *words = NULL;
  gboolean signed_out = dovetail_sync_service_get_state (dovetail_application_get_service (self->application))
                        == DOVETAIL_SYNC_STATE_SIGNED_OUT;

  if (n > 0)
    words = g_strdup_printf (ngettext ("%u change waits", "%u changes wait", n), n);
  adw_window_title_set_subtitle (self->window_title, words != NULL ? words : "");
  adw_status_page_set_description (self->empty_page, signed_out ? _ ("Your tasks are kept on this computer.")
                                                                : _ ("Every change is on the server."));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "rows" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pending.upload", n > 0 && !signed_out);
}

static void
remove_groups (DovetailPendingWindow *self)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, old);
}

/* The refused ones of all, or the others. */
static GPtrArray *
pick (GPtrArray *replicas, gboolean refused)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < replicas->len && picked->len < MAX_ROWS; i++)
    {
      DovetailReplica *replica = g_ptr_array_index (replicas, i);

      if ((replica->pending->state == DOVETAIL_PENDING_QUARANTINED) == refused)
        g_ptr_array_add (picked, replica);
    }
  return picked;
}

/* Why nothing goes up right now; NULL: it does, or nothing is known. */
static char *
hindrance (DovetailPendingWindow *self)
{
  DovetailSyncService *service = dovetail_application_get_service (self->application);

  if (dovetail_sync_service_get_state (service) == DOVETAIL_SYNC_STATE_SYNCING)
    return NULL;
  return dovetail_trouble_words_error (dovetail_sync_service_get_error_code (service),
                                       dovetail_sync_service_get_error_message (service));
}

static void
show_rows (DovetailPendingWindow *self, GPtrArray *replicas, const DovetailOutboxSummary *summary)
{
  g_autoptr (GPtrArray) refused = pick (replicas, TRUE);
  g_autoptr (GPtrArray) waiting = pick (replicas, FALSE);
  g_autofree char *why = hindrance (self);
  guint others = 0;

  add_changes (self, refused, summary->quarantined, _ ("Refused by the server"),
               _ ("They stay here, unsent, until you decide. Everything else goes on."));
  others += add_unreadable (self);
  others += add_decisions (self);
  add_changes (self, waiting, summary->waiting, _ ("Waiting for upload"), why);
  show_count (self, summary->quarantined + summary->waiting + others);
}

static void
describe_change (GString *text, const DovetailReplica *replica)
{
  const DovetailPending *pending = replica->pending;
  gint64 base = replica->base != NULL ? replica->base->version : 0;

  g_string_append_printf (
      text, "%s %" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT " %s %s\n",
      replica->current->entity_id, base, (int) pending->state, pending->since, pending->edited_at, pending->tries,
      pending->refused_at, pending->error_code != NULL ? pending->error_code : "-",
      pending->resolution_conflict_id != NULL ? pending->resolution_conflict_id : "-");
}

/* Everything that the rows are made of: as long as it is the same they stay, and so does the keyboard. */
static char *
describe (DovetailPendingWindow *self, GPtrArray *replicas)
{
  g_autoptr (GPtrArray) resolutions = dovetail_store_list_resolutions (self->store, NULL);
  g_autoptr (GPtrArray) unreadable = dovetail_store_list_unreadable (self->store, MAX_ROWS, NULL);
  g_autofree char *why = hindrance (self);
  GString *text = g_string_new (why);

  g_string_append_printf (text, "\n%d %u %u\n",
                          dovetail_sync_service_get_state (dovetail_application_get_service (self->application))
                              == DOVETAIL_SYNC_STATE_SIGNED_OUT,
                          resolutions != NULL ? resolutions->len : 0, unreadable != NULL ? unreadable->len : 0);
  for (guint i = 0; i < replicas->len; i++)
    describe_change (text, g_ptr_array_index (replicas, i));
  return g_string_free (text, FALSE);
}

static gboolean
has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

static void
refresh (DovetailPendingWindow *self)
{
  DovetailOutboxSummary summary = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replicas = NULL;
  g_autofree char *description = NULL;
  gboolean focused = has_focus_inside (GTK_WIDGET (self->groups));

  if (dovetail_store_summarize_outbox (self->store, &summary, &error))
    replicas = dovetail_store_list_pending (self->store, 2 * MAX_ROWS, &error);
  description = replicas != NULL ? describe (self, replicas) : NULL;
  if (description != NULL && g_strcmp0 (description, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&description);
  remove_groups (self);
  if (replicas != NULL)
    show_rows (self, replicas, &summary);
  else
    dovetail_window_toasts_say (GTK_WINDOW (self), self->application, error->message);
  /* the row that had the keyboard is gone; who works with it goes on at the first one */
  if (focused)
    gtk_widget_child_focus (GTK_WIDGET (self->groups), GTK_DIR_TAB_FORWARD);
}

static void
upload_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DovetailPendingWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, &error);
  g_autofree char *message = job != NULL ? dovetail_trouble_words_error (job->error_code, job->error_message)
                                         : g_strdup (error->message);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  refresh (self);
  if (message != NULL)
    dovetail_window_toasts_say (GTK_WINDOW (self), self->application, message);
}

static void
upload (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DovetailPendingWindow *self = DOVETAIL_PENDING_WINDOW (widget);

  gtk_widget_action_set_enabled (widget, "pending.upload", FALSE);
  dovetail_sync_service_sync_async (dovetail_application_get_service (self->application), DOVETAIL_SYNC_AUTO,
                                    NULL, upload_finished, g_object_ref (self));
}

static void
dovetail_pending_window_dispose (GObject *object)
{
  DovetailPendingWindow *self = DOVETAIL_PENDING_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->application != NULL)
    g_clear_signal_handler (&self->changed_handler, dovetail_application_get_service (self->application));
  G_OBJECT_CLASS (dovetail_pending_window_parent_class)->dispose (object);
}

static void
dovetail_pending_window_finalize (GObject *object)
{
  DovetailPendingWindow *self = DOVETAIL_PENDING_WINDOW (object);

  g_clear_object (&self->application);
  g_clear_object (&self->cancellable);
  g_free (self->shown);
  G_OBJECT_CLASS (dovetail_pending_window_parent_class)->finalize (object);
}

static void
dovetail_pending_window_class_init (DovetailPendingWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_pending_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = dovetail_pending_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/pending-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailPendingWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, DovetailPendingWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DovetailPendingWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailPendingWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DovetailPendingWindow, groups);
  gtk_widget_class_install_action (widget_class, "pending.upload", NULL, upload);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_pending_window_init (DovetailPendingWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
  dovetail_window_toasts_register (GTK_WINDOW (self), self->toasts);
}

void
dovetail_pending_window_present (GtkWindow *parent, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  GtkWindow *window
      = dovetail_secondary_window_find (GTK_APPLICATION (application), DOVETAIL_TYPE_PENDING_WINDOW);
  DovetailPendingWindow *self;

  if (window == NULL)
    {
      self = g_object_new (DOVETAIL_TYPE_PENDING_WINDOW, "application", application, "transient-for", parent,
                           NULL);
      self->application = g_object_ref (application);
      self->store = dovetail_application_get_store (application);
      self->changed_handler = g_signal_connect_swapped (dovetail_application_get_service (application),
                                                        "changed", G_CALLBACK (refresh), self);
      g_signal_connect_object (dovetail_application_get_service (application), "job-finished",
                               G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
      refresh (self);
      window = GTK_WINDOW (self);
    }
  dovetail_secondary_window_present (window);
}
