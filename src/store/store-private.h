/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/seal.h"
#include "store/statement.h"
#include "store/store.h"

G_BEGIN_DECLS

#define DOVETAIL_STORE_BUSY_TIMEOUT_MS 10000

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
  int                  log_pages;   /* pages in the write-ahead log at the last commit */
};

/* Programmer's error when another thread uses this object. */
void     dovetail_store_confine     (DovetailStore *self);
/* The write lock, for those who write outside of a DovetailTransaction. */
gboolean dovetail_store_lock        (DovetailStore *self,
                                     GError       **error);
void     dovetail_store_unlock      (DovetailStore *self);
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
