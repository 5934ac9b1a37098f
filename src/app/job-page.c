/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past syncs, the newest on top: when, what came of it, and how long each phase took. */

#include "app/job-page.h"

#include <glib/gi18n.h>

#include "app/job-window.h"
#include "app/job-words.h"
#include "app/value-words.h"

/* A past sync as an item of a list. */
#define DOVETAIL_TYPE_JOB_ITEM (dovetail_job_item_get_type ())
G_DECLARE_FINAL_TYPE (DovetailJobItem, dovetail_job_item, DOVETAIL, JOB_ITEM, GObject)

struct _DovetailJobItem
{
  GObject parent_instance;

  DovetailJob *job;
};

G_DEFINE_FINAL_TYPE (DovetailJobItem, dovetail_job_item, G_TYPE_OBJECT)

static void
dovetail_job_item_finalize (GObject *object)
{
  g_clear_pointer (&DOVETAIL_JOB_ITEM (object)->job, dovetail_job_free);
  G_OBJECT_CLASS (dovetail_job_item_parent_class)->finalize (object);
}

static void
dovetail_job_item_class_init (DovetailJobItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_job_item_finalize;
}

static void
dovetail_job_item_init (DovetailJobItem *self)
{
}

struct _DovetailJobPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GListStore *jobs; /* DovetailJobItem */
};

G_DEFINE_FINAL_TYPE (DovetailJobPage, dovetail_job_page, ADW_TYPE_BIN)

/* What a row shows; found again through the row. */
typedef struct
{
  GtkImage *icon;
  GtkLabel *when;
  GtkLabel *summary;
  GtkLabel *phases;
} Row;

static GtkWidget *
append_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END); /* what is cut off is in its window */
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, style);
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *go = gtk_image_new_from_icon_name ("go-next-symbolic");
  Row *row = g_new0 (Row, 1);

  row->icon = GTK_IMAGE (gtk_image_new ());
  row->when = GTK_LABEL (append_label (texts, NULL));
  row->summary = GTK_LABEL (append_label (texts, "caption"));
  row->phases = GTK_LABEL (append_label (texts, "caption"));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_add_css_class (go, "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->icon));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), go);
  gtk_widget_add_css_class (box, "job-row");
  g_object_set_data_full (G_OBJECT (box), "row", row, g_free);
  gtk_list_item_set_child (list_item, box);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  const Row *row = g_object_get_data (G_OBJECT (box), "row");
  const DovetailJob *job = DOVETAIL_JOB_ITEM (gtk_list_item_get_item (list_item))->job;
  g_autofree char *when = dovetail_words_moment (job->started_at, g_get_real_time () / 1000);
  g_autofree char *summary = dovetail_job_words_summary (job);
  g_autofree char *phases = dovetail_job_words_phases (job);
  /* Translators: of a past sync: when it began, and what came of it */
  g_autofree char *name = g_strdup_printf (_ ("%s, %s"), when, summary);

  gtk_image_set_from_icon_name (row->icon, dovetail_job_words_icon (job));
  if (dovetail_job_words_is_bad (job))
    gtk_widget_add_css_class (GTK_WIDGET (row->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->icon), "warning");
  gtk_label_set_label (row->when, when);
  gtk_label_set_label (row->summary, summary);
  gtk_label_set_label (row->phases, phases != NULL ? phases : "");
  gtk_widget_set_visible (GTK_WIDGET (row->phases), phases != NULL);
  if (gtk_widget_get_parent (box) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_activate (DovetailJobPage *self, guint position)
{
  g_autoptr (DovetailJobItem) item = g_list_model_get_item (G_LIST_MODEL (self->jobs), position);

  if (item != NULL)
    dovetail_job_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), item->job);
}

static GtkWidget *
create_table (DovetailJobPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_scrollable_new ();
  GtkWidget *table;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  table = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->jobs)))), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (table), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (table), TRUE);
  gtk_widget_add_css_class (table, "jobs");
  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Past syncs"),
                                  -1);
  g_signal_connect_object (table, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 720);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), table);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
dovetail_job_page_finalize (GObject *object)
{
  g_clear_object (&DOVETAIL_JOB_PAGE (object)->jobs);
  G_OBJECT_CLASS (dovetail_job_page_parent_class)->finalize (object);
}

static void
dovetail_job_page_class_init (DovetailJobPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_job_page_finalize;
}

static void
dovetail_job_page_init (DovetailJobPage *self)
{
  GtkWidget *empty = adw_status_page_new ();

  self->jobs = g_list_store_new (DOVETAIL_TYPE_JOB_ITEM);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "document-open-recent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Sync Yet"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty), _ ("Each sync is listed here with what it did and how long its phases took."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, create_table (self), "table");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/* One job more is the usual case, and must not move what the user reads. */
static guint
count_known (DovetailJobPage *self, GPtrArray *jobs)
{
  g_autoptr (DovetailJobItem) newest = g_list_model_get_item (G_LIST_MODEL (self->jobs), 0);

  for (guint i = 0; newest != NULL && i < jobs->len; i++)
    if (g_strcmp0 (((DovetailJob *) jobs->pdata[i])->job_id, newest->job->job_id) == 0)
      return i;
  return jobs->len;
}

void
dovetail_job_page_take_jobs (DovetailJobPage *self, GPtrArray *jobs)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  guint n_new;

  g_return_if_fail (DOVETAIL_IS_JOB_PAGE (self));
  g_return_if_fail (jobs != NULL);

  n_new = count_known (self, jobs);
  /* the newest of those known may have ended meanwhile */
  for (guint i = 0; i < MIN (n_new + 1, jobs->len); i++)
    {
      DovetailJobItem *item = g_object_new (DOVETAIL_TYPE_JOB_ITEM, NULL);

      item->job = dovetail_job_copy (jobs->pdata[i]);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->jobs, 0, n_new == jobs->len ? n_old : MIN (n_old, 1), items->pdata, items->len);
  gtk_stack_set_visible_child_name (self->stack, jobs->len > 0 ? "table" : "empty");
  g_ptr_array_unref (jobs);
}
