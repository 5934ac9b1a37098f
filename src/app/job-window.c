/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one past sync did: the outcome in words, times, changes, phases and requests. */

#include "app/job-window.h"

#include <glib/gi18n.h>

#include "app/amount-words.h"
#include "app/fact-row.h"
#include "app/job-words.h"
#include "app/secondary-window.h"
#include "app/sync-words.h"
#include "app/trouble-words.h"
#include "app/value-words.h"

struct _DovetailJobWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  AdwActionRow *state;
  GtkImage *icon;
  AdwPreferencesGroup *times;
  AdwPreferencesGroup *counts;
  AdwPreferencesGroup *phases;
  AdwPreferencesGroup *traffic;
};

G_DEFINE_FINAL_TYPE (DovetailJobWindow, dovetail_job_window, ADW_TYPE_WINDOW)

static void
add_fact (AdwPreferencesGroup *group, const char *name, const char *value)
{
  adw_preferences_group_add (group, GTK_WIDGET (dovetail_fact_row_new (name, value)));
}

static void
add_number (AdwPreferencesGroup *group, const char *name, gint64 number)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  add_fact (group, name, value);
}

static void
add_size (AdwPreferencesGroup *group, const char *name, gint64 bytes)
{
  g_autofree char *value = g_format_size ((guint64) MAX (bytes, 0));

  add_fact (group, name, value);
}

static void
add_moment (AdwPreferencesGroup *group, const char *name, gint64 time)
{
  g_autofree char *value
      = time > 0 ? dovetail_words_moment (time, g_get_real_time () / 1000) : g_strdup (_ ("Not yet"));

  add_fact (group, name, value);
}

static void
show_state (DovetailJobWindow *self, const DovetailJob *job)
{
  g_autofree char *error = dovetail_job_words_error (job);
  const char *advice = dovetail_trouble_words_advice (job->error_code);
  g_autofree char *subtitle = NULL;

  if (error == NULL)
    subtitle = g_strdup (dovetail_job_words_kind (job));
  else
    subtitle = advice != NULL ? g_strdup_printf ("%s\n%s", error, advice) : g_strdup (error);
  gtk_image_set_from_icon_name (self->icon, dovetail_job_words_icon (job));
  if (dovetail_job_words_is_bad (job))
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->state), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state), dovetail_job_words_state (job));
  adw_action_row_set_subtitle (self->state, subtitle);
}

static void
show_times (DovetailJobWindow *self, const DovetailJob *job)
{
  g_autofree char *duration = NULL;

  add_moment (self->times, _ ("Began"), job->started_at);
  add_moment (self->times, _ ("Ended"), job->finished_at);
  if (job->finished_at == 0)
    return;
  duration = dovetail_words_duration (job->finished_at - job->started_at);
  add_fact (self->times, _ ("Took"), duration);
}

static void
show_counts (DovetailJobWindow *self, const DovetailJob *job)
{
  const struct
  {
    const char *name;
    gint64 number;
    gboolean always;
  } rows[] = {
    { _ ("Uploaded"), job->pushed, TRUE },       { _ ("Downloaded"), job->fetched, TRUE },
    { _ ("New here"), job->created, FALSE },     { _ ("Changed here"), job->updated, FALSE },
    { _ ("Removed here"), job->deleted, FALSE }, { _ ("Conflicts"), job->conflicts, TRUE },
    { _ ("Refused"), job->errors, TRUE },        { _ ("Left for the next sync"), job->waiting, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].always || rows[i].number > 0)
      add_number (self->counts, rows[i].name, rows[i].number);
}

static void
show_phases (DovetailJobWindow *self, const DovetailJob *job)
{
  for (guint i = 0; i < job->phases->len; i++)
    {
      const DovetailJobPhase *phase = &g_array_index (job->phases, DovetailJobPhase, i);
      g_autofree char *duration = dovetail_words_duration (phase->duration);
      g_autofree char *did = dovetail_job_words_phase (phase);
      AdwActionRow *row = dovetail_fact_row_new (dovetail_sync_words_phase (phase->phase), duration);

      adw_action_row_set_subtitle (row, did);
      adw_action_row_set_subtitle_lines (row, 0);
      adw_preferences_group_add (self->phases, GTK_WIDGET (row));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->phases), job->phases->len > 0);
}

static void
show_traffic (DovetailJobWindow *self, const DovetailJob *job)
{
  g_autofree char *reasons = dovetail_job_words_retries (job);

  add_number (self->traffic, _ ("Requests"), job->requests);
  add_number (self->traffic, _ ("Repeated"), job->retries);
  if (reasons != NULL)
    add_fact (self->traffic, _ ("Why"), reasons);
  add_size (self->traffic, _ ("Sent"), job->bytes_up);
  add_size (self->traffic, _ ("Received"), job->bytes_down);
}

static void
dovetail_job_window_class_init (DovetailJobWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dovetailtasks/Dovetail/job-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, state);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, times);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, phases);
  gtk_widget_class_bind_template_child (widget_class, DovetailJobWindow, traffic);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_job_window_init (DovetailJobWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dovetail_job_window_present (GtkWindow *parent, const DovetailJob *job)
{
  DovetailJobWindow *self;
  g_autofree char *when = NULL;

  g_return_if_fail (job != NULL);

  self = g_object_new (DOVETAIL_TYPE_JOB_WINDOW, "transient-for", parent, NULL);
  when = dovetail_words_moment (job->started_at, g_get_real_time () / 1000);
  adw_window_title_set_subtitle (self->window_title, when);
  show_state (self, job);
  show_times (self, job);
  show_counts (self, job);
  show_phases (self, job);
  show_traffic (self, job);
  dovetail_secondary_window_present (GTK_WINDOW (self));
}
