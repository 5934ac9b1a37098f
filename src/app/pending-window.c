/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for upload: first what the server refused, with the reason and what can be done, then the rest
 * in the order it goes up. Only so many rows are built; a sentence counts the others. While the same rows are
 * there they stay, whatever each attempt to sync changes in them. */
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
  char *listed;              /* which rows there are; NULL: none yet */
  GHashTable *rows;          /* type and id of a record -> its row, not owned */
  AdwPreferencesGroup *waiting_group; /* not owned; NULL: nothing waits */

  AdwWindowTitle *window_title;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (DovetailPendingWindow, dovetail_pending_window, ADW_TYPE_WINDOW)

/* What there is to show. */
typedef struct
{
  DovetailOutboxSummary summary;
  GPtrArray *pending;     /* DovetailReplica */
  GPtrArray *refused;     /* of these, not owned */
  GPtrArray *waiting;     /* the others */
  GPtrArray *unreadable;  /* DovetailUnreadable */
  GPtrArray *resolutions; /* DovetailResolution */
} Contents;

static void
contents_clear (Contents *contents)
{
  g_clear_pointer (&contents->refused, g_ptr_array_unref);
  g_clear_pointer (&contents->waiting, g_ptr_array_unref);
  g_clear_pointer (&contents->pending, g_ptr_array_unref);
  g_clear_pointer (&contents->unreadable, g_ptr_array_unref);
  g_clear_pointer (&contents->resolutions, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, contents_clear)

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

static gboolean
read_contents (DovetailStore *store, Contents *contents, GError **error)
{
  if (!dovetail_store_summarize_outbox (store, &contents->summary, error))
    return FALSE;
  contents->pending = dovetail_store_list_pending (store, 2 * MAX_ROWS, error);
  contents->unreadable
      = contents->pending != NULL ? dovetail_store_list_unreadable (store, MAX_ROWS, error) : NULL;
  contents->resolutions
      = contents->unreadable != NULL ? dovetail_store_list_resolutions (store, error) : NULL;
  if (contents->resolutions == NULL)
    return FALSE;
  contents->refused = pick (contents->pending, TRUE);
  contents->waiting = pick (contents->pending, FALSE);
  return TRUE;
}

static char *
key_of (const DovetailReplica *replica)
{
  return g_strconcat (replica->current->entity_type, " ", replica->current->entity_id, NULL);
}

static void
list_changes (GString *text, const char *heading, GPtrArray *replicas, guint n_all)
{
  g_string_append_printf (text, "%s, %u\n", heading, n_all > replicas->len ? n_all : 0);
  for (guint i = 0; i < replicas->len; i++)
    {
      const DovetailReplica *replica = g_ptr_array_index (replicas, i);
      g_autofree char *key = key_of (replica);

      g_string_append_printf (text, "%s %s\n", key, dovetail_record_get_title (replica->current));
    }
}

/* Which rows there are, and of those that are not brought up to date in place all that they are made of. */
static char *
list_rows (const Contents *contents)
{
  GString *text = g_string_new (NULL);

  list_changes (text, "refused", contents->refused, contents->summary.quarantined);
  list_changes (text, "waiting", contents->waiting, contents->summary.waiting);
  for (guint i = 0; i < contents->unreadable->len; i++)
    {
      const DovetailUnreadable *unreadable = g_ptr_array_index (contents->unreadable, i);

      g_string_append_printf (text, "unreadable %s %" G_GINT64_FORMAT "\n", unreadable->entity_id,
                              unreadable->since);
    }
  for (guint i = 0; i < contents->resolutions->len; i++)
    {
      const DovetailResolution *resolution = g_ptr_array_index (contents->resolutions, i);

      g_string_append_printf (text, "decision %s %s\n", resolution->mutation_id,
                              resolution->error_code != NULL ? resolution->error_code : "");
    }
  return g_string_free (text, FALSE);
}

static AdwPreferencesGroup *
add_group (DovetailPendingWindow *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (self->groups, GTK_WIDGET (group));
  return group;
}

/* Returns the group, unless its description says already how many more there are. */
static AdwPreferencesGroup *
add_changes (
    DovetailPendingWindow *self, GPtrArray *replicas, guint n_all, const char *title, const char *description)
{
  AdwPreferencesGroup *group;
  g_autofree char *left_out = NULL;

  if (replicas->len == 0)
    return NULL;
  if (n_all > replicas->len)
    left_out
        = g_strdup_printf (ngettext ("%u more is not shown", "%u more are not shown", n_all - replicas->len),
                           n_all - replicas->len);
  group = add_group (self, title, left_out != NULL ? left_out : description);
  for (guint i = 0; i < replicas->len; i++)
    {
      const DovetailReplica *replica = g_ptr_array_index (replicas, i);
      GtkWidget *row = dovetail_pending_row_new (self->application, replica);

      g_hash_table_insert (self->rows, key_of (replica), row);
      adw_preferences_group_add (group, row);
    }
  return left_out == NULL ? group : NULL;
}

static void
add_decisions (DovetailPendingWindow *self, GPtrArray *resolutions)
{
  AdwPreferencesGroup *group;

  if (resolutions->len == 0)
    return;
  group = add_group (self, _ ("Decisions"), NULL);
  for (guint i = 0; i < MIN (resolutions->len, MAX_ROWS); i++)
    adw_preferences_group_add (
        group, dovetail_pending_row_new_decision (self->application, g_ptr_array_index (resolutions, i)));
}

static void
add_unreadable (DovetailPendingWindow *self, GPtrArray *unreadable)
{
  AdwPreferencesGroup *group;

  if (unreadable->len == 0)
    return;
  group = add_group (self, _ ("Not understood"),
                     _ ("They came from the server and are kept as they came. Everything else goes on."));
  for (guint i = 0; i < unreadable->len; i++)
    adw_preferences_group_add (
        group, dovetail_pending_row_new_unreadable (self->application, g_ptr_array_index (unreadable, i)));
}

static void
remove_groups (DovetailPendingWindow *self)
{
  GtkWidget *old;

  g_hash_table_remove_all (self->rows);
  self->waiting_group = NULL;
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, old);
}

static void
list_anew (DovetailPendingWindow *self, const Contents *contents)
{
  remove_groups (self);
  add_changes (self, contents->refused, contents->summary.quarantined, _ ("Refused by the server"),
               _ ("They stay here, unsent, until you decide. Everything else goes on."));
  add_unreadable (self, contents->unreadable);
  add_decisions (self, contents->resolutions);
  self->waiting_group
      = add_changes (self, contents->waiting, contents->summary.waiting, _ ("Waiting for upload"), NULL);
}

static void
bring_up_to_date (DovetailPendingWindow *self, GPtrArray *replicas)
{
  for (guint i = 0; i < replicas->len; i++)
    {
      const DovetailReplica *replica = g_ptr_array_index (replicas, i);
      g_autofree char *key = key_of (replica);
      GtkWidget *row = g_hash_table_lookup (self->rows, key);

      if (row != NULL)
        dovetail_pending_row_update (row, replica);
    }
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
show_contents (DovetailPendingWindow *self, const Contents *contents)
{
  g_autofree char *why = hindrance (self);

  bring_up_to_date (self, contents->refused);
  bring_up_to_date (self, contents->waiting);
  if (self->waiting_group != NULL)
    adw_preferences_group_set_description (self->waiting_group, why);
  show_count (self, contents->summary.quarantined + contents->summary.waiting + contents->unreadable->len
                        + contents->resolutions->len);
}

/* The row the keyboard is in; NULL: it is not in one of a change. */
static char *
find_focus (DovetailPendingWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GHashTableIter iter;
  gpointer key, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (focus != NULL && g_hash_table_iter_next (&iter, &key, &row))
    if (focus == row || gtk_widget_is_ancestor (focus, row))
      return g_strdup (key);
  return NULL;
}

/* Who works with the keyboard goes on in the same row, or, if it is gone, at the first one. */
static void
focus_again (DovetailPendingWindow *self, const char *key)
{
  GtkWidget *row = key != NULL ? g_hash_table_lookup (self->rows, key) : NULL;

  if (row == NULL || !gtk_widget_grab_focus (row))
    gtk_widget_child_focus (GTK_WIDGET (self->groups), GTK_DIR_TAB_FORWARD);
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
  g_auto (Contents) contents = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *listed = NULL;
  g_autofree char *focused = find_focus (self);
  gboolean focus_inside = has_focus_inside (GTK_WIDGET (self->groups));

  if (!read_contents (self->store, &contents, &error))
    {
      dovetail_window_toasts_say (GTK_WINDOW (self), self->application, error->message);
      return;
    }
  listed = list_rows (&contents);
  if (g_strcmp0 (listed, self->listed) == 0)
    {
      show_contents (self, &contents);
      return;
    }
  g_free (self->listed);
  self->listed = g_steal_pointer (&listed);
  list_anew (self, &contents);
  show_contents (self, &contents);
  if (focus_inside)
    focus_again (self, focused);
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
  g_free (self->listed);
  g_hash_table_unref (self->rows);
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
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
