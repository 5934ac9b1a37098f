/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <sqlite3.h>

#include "store/seal.h"
#include "store/statement.h"
#include "store/store.h"

G_BEGIN_DECLS

#define DOVETAIL_STORE_BUSY_TIMEOUT_MS 10000

#define DOVETAIL_BUNDLE_NONE 0  /* each action is undone by itself */
#define DOVETAIL_BUNDLE_OPEN -1 /* the next action is the first of several */

/* What the files of src/store share. */
struct _DovetailStore
{
  GObject              parent_instance;
  char                *directory;
  sqlite3             *database;
  int                  lock_file;   /* of the write lock; each object its own, so that threads exclude each other */
  DovetailSeal        *seal;
  DovetailClock        clock;
  DovetailRandom       random;
  GThread             *thread;      /* NULL until it is first used */
  DovetailTransaction *transaction; /* NULL: none is open */
  GHashTable          *statements;  /* SQL -> sqlite3_stmt that nobody uses now */
  JsonObject          *action;      /* what the open transaction does by the user's hand, for undo; NULL: nothing of that kind */
  gint64               bundle;      /* that actions are counted as one of, or a DOVETAIL_BUNDLE */
  gint64               transaction_bundle; /* all of one transaction are one; 0: none is written in it yet */
  guint                actions;     /* written by this object */
  int                  failure;     /* SQLite's code for what failed last */
  int                  unread;      /* SQLite's code for what a function without an error could not read; 0: all was read */
  gboolean             watching;    /* what is read before a transaction counts in it */
  int                  log_pages;   /* pages in the write-ahead log at the last commit */
};

/* Programmer's error when another thread uses this object. */
void     dovetail_store_confine     (DovetailStore *self);
/* The write lock, for those who write outside of a DovetailTransaction. */
gboolean dovetail_store_lock        (DovetailStore *self,
                                     GError       **error);
void     dovetail_store_unlock      (DovetailStore *self);
/* One statement without rows; sql as in dovetail_statement_take(). */
gboolean dovetail_store_execute     (DovetailStore *self,
                                     const char    *sql,
                                     GError       **error);
/* Moves the log into the database as far as readers allow; the lock is held. */
gboolean dovetail_store_move_log    (DovetailStore *self,
                                     int            mode, /* SQLITE_CHECKPOINT_... */
                                     GError       **error);
/* A write of its own when none is open: begin returns TRUE with *own NULL inside one. */
gboolean dovetail_store_begin_own   (DovetailStore        *self,
                                     DovetailTransaction **own,
                                     GError              **error);
gboolean dovetail_store_commit_own  (DovetailTransaction **own,
                                     GError              **error);
/* FAILED, for functions that must run inside a transaction. */
gboolean dovetail_store_require_transaction (DovetailStore *self,
                                             GError       **error);

G_END_DECLS
