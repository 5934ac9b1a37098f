/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog that decides one conflict. The session holds the choices; the dialog shows them, moves the
 * keyboard from one undecided field to the next, writes the answer to the store, and offers to take it back.
 */
#include "app/merge-dialog.h"

#include <glib/gi18n.h>

#include "app/conflict-words.h"
#include "app/merge-columns.h"
#include "app/merge-fitted.h"
#include "app/merge-preview.h"
#include "app/merge-row.h"
#include "app/merge-session.h"
#include "app/merge-undo.h"
#include "app/narrow.h"
#include "app/secondary-window.h"
#include "app/window-toasts.h"
#include "store/conflicts.h"
#include "store/edit.h"

struct _DovetailMergeDialog
{
  AdwWindow parent_instance;

  DovetailApplication *application;
  DovetailStore *store;
  DovetailMergeSession *session;
  DovetailMergeRow *current;
  DovetailMergeFitted *fitted;
  gulong changed_handler;
  guint narrow_source;
  gboolean narrow;

  AdwWindowTitle *window_title;
  GtkInfoBar *info_bar;
  GtkLabel *info_label;
  GtkLabel *headline;
  GtkLabel *summary;
  GtkWidget *headings;
  GtkWidget *result_heading;
  GtkWidget *edit_hint;
  GtkLabel *mine_byline;
  GtkLabel *theirs_byline;
  GtkBox *rows;
  GtkListBox *fitted_list;
  AdwActionRow *preview_row;
  GtkImage *preview_check;
  GtkWidget *apply_button;
  GtkWidget *both_button;
};

G_DEFINE_FINAL_TYPE (DovetailMergeDialog, dovetail_merge_dialog, ADW_TYPE_WINDOW)

static DovetailConflict *
get_conflict (DovetailMergeDialog *self)
{
  return dovetail_merge_session_get_conflict (self->session);
}

static void
show_info (DovetailMergeDialog *self, GtkMessageType type, const char *words)
{
  gtk_info_bar_set_message_type (self->info_bar, type);
  gtk_label_set_label (self->info_label, words);
  gtk_info_bar_set_revealed (self->info_bar, TRUE);
}

static void
hide_info (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_info_bar_set_revealed (DOVETAIL_MERGE_DIALOG (widget)->info_bar, FALSE);
}

static DovetailMergeRow *
next_row (DovetailMergeRow *row)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (row));

  return next != NULL ? DOVETAIL_MERGE_ROW (next) : NULL;
}

static DovetailMergeRow *
first_row (DovetailMergeDialog *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  return first != NULL ? DOVETAIL_MERGE_ROW (first) : NULL;
}

/* What is shown of the choices. */

static void
show_progress (DovetailMergeDialog *self)
{
  guint asking = dovetail_merge_session_count_asking (self->session);
  guint undecided = dovetail_merge_session_count_undecided (self->session);
  g_autofree char *words = NULL;

  if (undecided > 0)
    words = g_strdup_printf (_ ("%u of %u undecided"), undecided, asking);
  else
    words = g_strdup (_ ("Everything is decided"));
  adw_window_title_set_subtitle (self->window_title, words);
}

static void
show_answer (DovetailMergeDialog *self)
{
  g_auto (DovetailMergeAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ready = dovetail_merge_session_answer (self->session, &answer, &error);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.apply", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.undo",
                                 dovetail_merge_session_can_undo (self->session));
  if (!ready && dovetail_merge_session_count_undecided (self->session) == 0)
    show_info (self, GTK_MESSAGE_WARNING, error->message);
  else if (gtk_info_bar_get_message_type (self->info_bar) == GTK_MESSAGE_WARNING)
    gtk_info_bar_set_revealed (self->info_bar, FALSE);
}

static void
session_changed (DovetailMergeDialog *self)
{
  for (DovetailMergeRow *row = first_row (self); row != NULL; row = next_row (row))
    dovetail_merge_row_refresh (row);
  if (self->fitted != NULL)
    dovetail_merge_fitted_refresh (self->fitted);
  dovetail_merge_preview_show (self->preview_row, self->preview_check, self->session, self->store);
  show_progress (self);
  show_answer (self);
}

/* The keyboard acts on one row at a time: where the focus was last. */

static void
set_current (DovetailMergeDialog *self, DovetailMergeRow *row)
{
  if (self->current != NULL)
    dovetail_merge_row_set_current (self->current, FALSE);
  self->current = row;
  if (row != NULL)
    dovetail_merge_row_set_current (row, TRUE);
}

static void
row_focused (GtkEventControllerFocus *controller, DovetailMergeDialog *self)
{
  set_current (self,
               DOVETAIL_MERGE_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))));
}

static gboolean
is_undecided (DovetailMergeDialog *self, DovetailMergeRow *row)
{
  const DovetailMergeField *field
      = dovetail_merge_session_find (self->session, dovetail_merge_row_get_name (row));

  return field != NULL && field->choice == DOVETAIL_CHOICE_NONE;
}

/* From after the current row round to it again; NULL: all are decided. */
static DovetailMergeRow *
find_undecided (DovetailMergeDialog *self)
{
  DovetailMergeRow *first_found = NULL;
  gboolean past = self->current == NULL;

  for (DovetailMergeRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      if (is_undecided (self, row))
        {
          if (past)
            return row;
          if (first_found == NULL)
            first_found = row;
        }
      if (row == self->current)
        past = TRUE;
    }
  return first_found;
}

static void
focus_next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DovetailMergeDialog *self = DOVETAIL_MERGE_DIALOG (widget);
  DovetailMergeRow *row = find_undecided (self);

  gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->apply_button);
}

static void
take_current (DovetailMergeDialog *self, DovetailChoice choice)
{
  DovetailMergeRow *row = self->current != NULL ? self->current : find_undecided (self);

  if (row == NULL)
    return;
  set_current (self, row);
  dovetail_merge_session_choose (self->session, dovetail_merge_row_get_name (row), choice);
}

static void
take_mine (GtkWidget *widget, const char *action, GVariant *parameter)
{
  take_current (DOVETAIL_MERGE_DIALOG (widget), DOVETAIL_CHOICE_MINE);
}

static void
take_theirs (GtkWidget *widget, const char *action, GVariant *parameter)
{
  take_current (DOVETAIL_MERGE_DIALOG (widget), DOVETAIL_CHOICE_THEIRS);
}

static void
take_all_mine (GtkWidget *widget, const char *action, GVariant *parameter)
{
  dovetail_merge_session_choose_all (DOVETAIL_MERGE_DIALOG (widget)->session, DOVETAIL_CHOICE_MINE);
}

static void
take_all_theirs (GtkWidget *widget, const char *action, GVariant *parameter)
{
  dovetail_merge_session_choose_all (DOVETAIL_MERGE_DIALOG (widget)->session, DOVETAIL_CHOICE_THEIRS);
}

static void
undo_choice (GtkWidget *widget, const char *action, GVariant *parameter)
{
  dovetail_merge_session_undo (DOVETAIL_MERGE_DIALOG (widget)->session);
}

/* Building what is shown of the conflict. */

static void
add_row (DovetailMergeDialog *self, const DovetailMergeField *field)
{
  GtkWidget *row = dovetail_merge_row_new (self->session, field->name, self->store,
                                           dovetail_application_get_zone (self->application));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "enter", G_CALLBACK (row_focused), self);
  gtk_widget_add_controller (row, focus);
  dovetail_merge_row_set_captions (DOVETAIL_MERGE_ROW (row), self->narrow);
  gtk_box_append (self->rows, row);
}

static void
show_heading (DovetailMergeDialog *self)
{
  DovetailConflict *conflict = get_conflict (self);
  g_auto (DovetailConflictReader) reader = { 0 };
  g_autofree char *headline = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *theirs = NULL;

  dovetail_conflict_reader_init (&reader, self->store);
  headline = dovetail_conflict_headline (&reader, conflict);
  summary = dovetail_conflict_summary (conflict, dovetail_merge_session_count_fitted (self->session),
                                       dovetail_merge_session_count_asking (self->session));
  mine = dovetail_conflict_byline (&reader, conflict, DOVETAIL_SIDE_MINE);
  theirs = dovetail_conflict_byline (&reader, conflict, DOVETAIL_SIDE_THEIRS);
  gtk_label_set_label (self->headline, headline);
  gtk_label_set_label (self->summary, summary);
  gtk_label_set_label (self->mine_byline, mine);
  gtk_label_set_label (self->theirs_byline, theirs);
  gtk_window_set_title (GTK_WINDOW (self), headline);
}

static void
remove_rows (DovetailMergeDialog *self)
{
  GtkWidget *row;

  set_current (self, NULL);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, row);
  if (self->fitted != NULL)
    gtk_list_box_remove (self->fitted_list, GTK_WIDGET (self->fitted));
  self->fitted = NULL;
}

static void
build_rows (DovetailMergeDialog *self)
{
  GPtrArray *fields = dovetail_merge_session_get_fields (self->session);

  for (guint i = 0; i < fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (fields, i);

      if (field->asks)
        add_row (self, field);
    }
  if (dovetail_merge_session_count_fitted (self->session) > 0)
    {
      self->fitted = DOVETAIL_MERGE_FITTED (dovetail_merge_fitted_new (self->session, self->store));
      gtk_list_box_append (self->fitted_list, GTK_WIDGET (self->fitted));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->fitted_list), self->fitted != NULL);
  gtk_widget_set_visible (self->edit_hint, !dovetail_merge_session_is_deletion (self->session));
  gtk_widget_set_visible (self->both_button, !dovetail_merge_session_is_deletion (self->session)
                                                 && g_str_equal (get_conflict (self)->entity_type, "task"));
  show_heading (self);
  session_changed (self);
}

/* The conflict or its record may change while the dialog is open. */

static DovetailRecord *
read_record (DovetailMergeDialog *self, DovetailConflict *conflict)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (self->store, conflict->entity_type, conflict->entity_id, NULL);

  return replica != NULL ? dovetail_record_ref (replica->current) : NULL;
}

static void
close_as_decided (DovetailMergeDialog *self)
{
  g_autofree char *title = dovetail_conflict_title (get_conflict (self));
  g_autofree char *words = g_strdup_printf (_ ("“%s” was decided elsewhere"), title);

  dovetail_window_toasts_say (gtk_window_get_transient_for (GTK_WINDOW (self)), self->application, words);
  gtk_window_close (GTK_WINDOW (self));
}

static DovetailMergeRow *
find_row (DovetailMergeDialog *self, const char *name)
{
  for (DovetailMergeRow *row = first_row (self); row != NULL; row = next_row (row))
    if (g_strcmp0 (dovetail_merge_row_get_name (row), name) == 0)
      return row;
  return NULL;
}

/* Builds the rows anew; who types goes on typing in the same field. */
static void
rebuild_rows (DovetailMergeDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->rows));
  gboolean edited = self->current != NULL && dovetail_merge_row_edits (self->current);
  g_autofree char *name
      = self->current != NULL ? g_strdup (dovetail_merge_row_get_name (self->current)) : NULL;
  DovetailMergeRow *row;

  remove_rows (self);
  build_rows (self);
  row = find_row (self, name);
  if (edited && row != NULL)
    dovetail_merge_row_focus_result (row);
  else if (had_focus && row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else if (had_focus)
    focus_next (GTK_WIDGET (self), NULL, NULL);
}

static void
store_changed (DovetailMergeDialog *self)
{
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (self->store, get_conflict (self)->conflict_id, NULL);
  g_autoptr (DovetailRecord) record = NULL;
  gboolean was_open = get_conflict (self)->open;

  if (conflict == NULL || conflict->open != was_open)
    {
      close_as_decided (self);
      return;
    }
  record = read_record (self, conflict);
  if (!dovetail_merge_session_update (self->session, conflict, record))
    return;
  rebuild_rows (self);
  show_info (self, GTK_MESSAGE_INFO, _ ("It changed meanwhile and was merged again. Your choices are kept."));
}

/* Answering. */

static char *
say_merged (const char *title)
{
  return g_strdup_printf (_ ("Merged “%s”"), title);
}

static char *
say_kept_both (const char *title)
{
  return g_strdup_printf (_ ("Kept both versions of “%s”"), title);
}

static char *
say_back (const char *title)
{
  return g_strdup_printf (_ ("“%s” is back"), title);
}

static void
finish (DovetailMergeDialog *self, char *(*say) (const char *title), DovetailMergeUndo undo)
{
  DovetailConflict *conflict = get_conflict (self);
  g_autofree char *title = dovetail_conflict_title (conflict);
  g_autofree char *words = NULL;
  g_autoptr (JsonNode) data = dovetail_merge_session_preview (self->session);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (dovetail_data_get_string (data, "title") != NULL)
    {
      g_free (title);
      title = g_strdup (dovetail_data_get_string (data, "title"));
    }
  words = say (title);
  g_clear_signal_handler (&self->changed_handler, dovetail_application_get_service (self->application));
  dovetail_merge_undo_offer (parent, self->application, conflict, words, undo);
  dovetail_sync_service_edited (dovetail_application_get_service (self->application));
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
write_answer (DovetailMergeDialog *self, const DovetailMergeAnswer *answer, GError **error)
{
  DovetailConflict *conflict = get_conflict (self);
  g_autoptr (DovetailReplica) restored = NULL;

  if (answer->reopens)
    return dovetail_store_unresolve_conflict (self->store, conflict->conflict_id, error);
  if (answer->restores)
    {
      restored = dovetail_store_restore (self->store, conflict->entity_type, conflict->entity_id, error);
      return restored != NULL;
    }
  /* Deleted while it waited for the answer: keeping mine brings it back first. */
  if (dovetail_merge_session_is_deletion (self->session)
      && !dovetail_merge_session_stays_deleted (self->session))
    restored = dovetail_store_restore (self->store, conflict->entity_type, conflict->entity_id, NULL);
  return dovetail_store_resolve_conflict (self->store, conflict->conflict_id, answer->strategy,
                                          answer->resolved, error);
}

/* The store tells of its change before it returns: what this dialog decides was not decided elsewhere. */
static gboolean
store_answer (DovetailMergeDialog *self, const DovetailMergeAnswer *answer, GError **error)
{
  DovetailSyncService *service = dovetail_application_get_service (self->application);
  gboolean written;

  g_signal_handler_block (service, self->changed_handler);
  written = write_answer (self, answer, error);
  g_signal_handler_unblock (service, self->changed_handler);
  return written;
}

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DovetailMergeDialog *self = DOVETAIL_MERGE_DIALOG (widget);
  g_auto (DovetailMergeAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  if (!dovetail_merge_session_answer (self->session, &answer, &error))
    return;
  if (answer.nothing)
    gtk_window_close (GTK_WINDOW (self));
  else if (!store_answer (self, &answer, &error))
    show_info (self, GTK_MESSAGE_ERROR, error->message);
  else if (answer.reopens || answer.restores)
    finish (self, say_back, DOVETAIL_MERGE_UNDO_RESTORE);
  else
    finish (self, say_merged, DOVETAIL_MERGE_UNDO_RESOLVE);
}

static void
keep_both (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DovetailMergeDialog *self = DOVETAIL_MERGE_DIALOG (widget);
  const DovetailMergeAnswer answer = { .strategy = DOVETAIL_RESOLUTION_BOTH };
  g_autoptr (GError) error = NULL;

  if (store_answer (self, &answer, &error))
    finish (self, say_kept_both, DOVETAIL_MERGE_UNDO_RESOLVE);
  else
    show_info (self, GTK_MESSAGE_ERROR, error->message);
}

/* Narrow: no headings above columns that are not there; each part says what it is. */

static gboolean
switch_narrow (gpointer data)
{
  DovetailMergeDialog *self = data;

  self->narrow_source = 0;
  gtk_widget_set_visible (self->result_heading, !self->narrow);
  for (DovetailMergeRow *row = first_row (self); row != NULL; row = next_row (row))
    dovetail_merge_row_set_captions (row, self->narrow);
  return G_SOURCE_REMOVE;
}

static void
dovetail_merge_dialog_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DovetailMergeDialog *self = DOVETAIL_MERGE_DIALOG (widget);
  gboolean narrow;

  GTK_WIDGET_CLASS (dovetail_merge_dialog_parent_class)->size_allocate (widget, width, height, baseline);
  narrow = gtk_widget_get_width (self->headings) < DOVETAIL_MERGE_WIDE;
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  /* Not now: this is the middle of a layout. */
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add (switch_narrow, self);
}

static void
dovetail_merge_dialog_dispose (GObject *object)
{
  DovetailMergeDialog *self = DOVETAIL_MERGE_DIALOG (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  if (self->application != NULL)
    g_clear_signal_handler (&self->changed_handler, dovetail_application_get_service (self->application));
  self->current = NULL;
  self->fitted = NULL;
  g_clear_object (&self->session);
  g_clear_object (&self->application);
  G_OBJECT_CLASS (dovetail_merge_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/merge-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, info_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, info_label);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, headline);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, headings);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, result_heading);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, edit_hint);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, mine_byline);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, theirs_byline);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, fitted_list);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, preview_row);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, preview_check);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, DovetailMergeDialog, both_button);
}

static void
dovetail_merge_dialog_class_init (DovetailMergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_merge_dialog_dispose;
  widget_class->size_allocate = dovetail_merge_dialog_size_allocate;
  g_type_ensure (DOVETAIL_TYPE_MERGE_COLUMNS);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "merge.take-mine", NULL, take_mine);
  gtk_widget_class_install_action (widget_class, "merge.take-theirs", NULL, take_theirs);
  gtk_widget_class_install_action (widget_class, "merge.all-mine", NULL, take_all_mine);
  gtk_widget_class_install_action (widget_class, "merge.all-theirs", NULL, take_all_theirs);
  gtk_widget_class_install_action (widget_class, "merge.keep-both", NULL, keep_both);
  gtk_widget_class_install_action (widget_class, "merge.next", NULL, focus_next);
  gtk_widget_class_install_action (widget_class, "merge.undo", NULL, undo_choice);
  gtk_widget_class_install_action (widget_class, "merge.apply", NULL, apply);
  gtk_widget_class_install_action (widget_class, "merge.hide-info", NULL, hide_info);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "merge.undo", NULL);
}

/* Before the focused widget: a text would take Ctrl+Enter for a new line. */
static void
add_shortcuts (DovetailMergeDialog *self)
{
  static const struct
  {
    const char *keys;
    const char *action;
  } shortcuts[] = {
    { "<Alt>Left", "merge.take-mine" },    { "<Alt>KP_Left", "merge.take-mine" },
    { "<Alt>Right", "merge.take-theirs" }, { "<Alt>KP_Right", "merge.take-theirs" },
    { "<Alt>Down", "merge.next" },         { "<Alt>KP_Down", "merge.next" },
    { "<Control>Return", "merge.apply" },  { "<Control>KP_Enter", "merge.apply" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                          gtk_named_action_new (shortcuts[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
dovetail_merge_dialog_init (DovetailMergeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_wrap_buttons (GTK_WIDGET (self));
  add_shortcuts (self);
}

static DovetailMergeDialog *
find_open (DovetailApplication *application, const char *conflict_id)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL; l = l->next)
    if (DOVETAIL_IS_MERGE_DIALOG (l->data)
        && g_strcmp0 (get_conflict (l->data)->conflict_id, conflict_id) == 0)
      return l->data;
  return NULL;
}

static void
open_dialog (GtkWindow *parent, DovetailApplication *application, DovetailConflict *conflict)
{
  DovetailMergeDialog *self
      = g_object_new (DOVETAIL_TYPE_MERGE_DIALOG, "application", application, "transient-for", parent, NULL);
  g_autoptr (DovetailRecord) record = NULL;

  self->application = g_object_ref (application);
  self->store = dovetail_application_get_store (application);
  record = read_record (self, conflict);
  self->session = dovetail_merge_session_new (conflict, record, dovetail_store_now (self->store));
  g_signal_connect_object (self->session, "changed", G_CALLBACK (session_changed), self, G_CONNECT_SWAPPED);
  self->changed_handler = g_signal_connect_swapped (dovetail_application_get_service (application), "changed",
                                                    G_CALLBACK (store_changed), self);
  build_rows (self);
  dovetail_secondary_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (first_row (self) != NULL ? GTK_WIDGET (first_row (self)) : self->apply_button);
}

/* A deletion that won can be taken back although it is closed. */
static gboolean
can_decide (DovetailConflict *conflict)
{
  return conflict->open || conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS];
}

void
dovetail_merge_dialog_present (GtkWindow *parent, DovetailApplication *application, const char *conflict_id)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));
  g_return_if_fail (conflict_id != NULL);

  DovetailMergeDialog *dialog = find_open (application, conflict_id);
  g_autoptr (DovetailConflict) conflict = NULL;

  if (dialog != NULL)
    {
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
  conflict = dovetail_store_get_conflict (dovetail_application_get_store (application), conflict_id, NULL);
  if (conflict == NULL || !can_decide (conflict))
    dovetail_window_toasts_say (parent, application, _ ("This was decided already"));
  else
    open_dialog (parent, application, conflict);
}
