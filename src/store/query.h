/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_VIEW_ALL,        /* not done */
  DOVETAIL_VIEW_INBOX,      /* in no list */
  DOVETAIL_VIEW_TODAY,      /* due today or overdue */
  DOVETAIL_VIEW_SCHEDULED,  /* has a due date */
  DOVETAIL_VIEW_FLAGGED,    /* high priority */
  DOVETAIL_VIEW_COMPLETED,
  DOVETAIL_VIEW_LIST        /* of list_id */
} DovetailView;

typedef struct
{
  DovetailView view;
  const char  *list_id;       /* of VIEW_LIST */
  gboolean     completed;     /* of the same view, the done and cancelled ones instead of the open ones */
  const char  *today;         /* civil date in the user's zone, of VIEW_TODAY */
  gint64       tomorrow;      /* when tomorrow begins there, ms */
  gboolean     subtasks;      /* subtasks stand beside tasks; otherwise beneath: see list_children. Today, Scheduled, Flagged and
                               * Completed always list them */
} DovetailQuery;

gboolean   dovetail_view_from_string     (const char          *text,
                                          DovetailView        *view);
/* Row ids (gint64) in the order they are shown: by rank in a list, by due date in Today and Scheduled, newest first in Completed. */
GArray    *dovetail_store_query_tasks    (DovetailStore       *self,
                                          const DovetailQuery *query,
                                          GError             **error);
guint      dovetail_store_count_tasks    (DovetailStore       *self,
                                          const DovetailQuery *query);
DovetailReplica *
           dovetail_store_read_row       (DovetailStore       *self,
                                          gint64               row_id,
                                          GError             **error);
/* DovetailReplica of each list that is not deleted, in order of position, then name. */
GPtrArray *dovetail_store_list_lists     (DovetailStore       *self,
                                          GError             **error);
/* Subtasks of a task, in order; DovetailReplica each. */
GPtrArray *dovetail_store_list_children  (DovetailStore       *self,
                                          const char          *parent_id,
                                          GError             **error);
/* Records, deleted ones too, whose id begins with this; DovetailReplica each. */
GPtrArray *dovetail_store_find_by_prefix (DovetailStore       *self,
                                          const char          *entity_type,
                                          const char          *prefix,
                                          guint                limit,
                                          GError             **error);
/* Every record of a type that is not deleted, one at a time; the callback returns FALSE to stop. */
typedef gboolean (*DovetailReplicaFunc) (DovetailReplica *replica,
                                         gpointer         user_data);
gboolean   dovetail_store_foreach        (DovetailStore       *self,
                                          const char          *entity_type,
                                          DovetailReplicaFunc  func,
                                          gpointer             user_data,
                                          GError             **error);
/* Opens rows newest first and reports each task whose title, notes or tags hold the text (case folded). */
gboolean   dovetail_store_search         (DovetailStore       *self,
                                          const char          *text,
                                          DovetailReplicaFunc  func,
                                          gpointer             user_data,
                                          GCancellable        *cancellable,
                                          GError             **error);
/* How many records and tombstones the store holds. */
gboolean   dovetail_store_count_records  (DovetailStore       *self,
                                          guint               *records,
                                          guint               *tombstones,
                                          GError             **error);
gboolean   dovetail_store_is_empty       (DovetailStore       *self,
                                          gboolean            *empty,
                                          GError             **error);

G_END_DECLS
