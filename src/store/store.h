/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/hlc.h"
#include "core/random.h"
#include "store/replica.h"

G_BEGIN_DECLS

#define DOVETAIL_STORE_KEY_BYTES 32

#define DOVETAIL_TYPE_STORE (dovetail_store_get_type ())
G_DECLARE_FINAL_TYPE (DovetailStore, dovetail_store, DOVETAIL, STORE, GObject)

/* The local replica in one directory. Synchronous and thread-confined: one object and one connection a thread.
 * Every write transaction and every checkpoint happens under one file lock, over threads and processes.
 * Signal "changed": emitted on this object after a write transaction of its own was committed. */
typedef struct
{
  const char     *directory;
  const guint8   *key;    /* DOVETAIL_STORE_KEY_BYTES; NULL: payloads lie unsealed, on purpose */
  DovetailClock   clock;
  DovetailRandom  random;
} DovetailStoreOptions;

DovetailStore *dovetail_store_open           (const DovetailStoreOptions *options,
                                              GError                    **error);
/* Another connection to the same store, for another thread. */
DovetailStore *dovetail_store_reopen         (DovetailStore              *self,
                                              GError                    **error);
const char    *dovetail_store_get_directory  (DovetailStore              *self);
gboolean       dovetail_store_is_sealed      (DovetailStore              *self);
gint64         dovetail_store_now            (DovetailStore              *self); /* wall clock, ms */
char          *dovetail_store_new_uuid       (DovetailStore              *self); /* version 7 */
const DovetailRandom *
               dovetail_store_get_random     (DovetailStore              *self);

/* A write transaction: BEGIN IMMEDIATE under the file lock ... COMMIT. Not nested. Dropping one without
 * commit rolls back. Reads outside see the last committed state. */
typedef struct _DovetailTransaction DovetailTransaction;

DovetailTransaction *dovetail_transaction_begin  (DovetailStore       *store,
                                                  GError             **error);
gboolean             dovetail_transaction_commit (DovetailTransaction *transaction, /* consumed either way */
                                                  GError             **error);
void                 dovetail_transaction_abort  (DovetailTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailTransaction, dovetail_transaction_abort)

/* What cannot be read in a transaction makes its commit fail, where no error is returned too; while watched, so does what cannot be
 * read before it. */
void                 dovetail_store_watch_reads  (DovetailStore       *self,
                                                  gboolean             watching);
gboolean             dovetail_store_check_reads  (DovetailStore       *self,
                                                  GError             **error);

/* Records. get: NULL with DOVETAIL_ERROR_NOT_FOUND; needs no transaction. put and forget: inside a transaction. */
DovetailReplica *dovetail_store_get_replica    (DovetailStore    *self,
                                                const char       *entity_type,
                                                const char       *entity_id,
                                                GError          **error);
gboolean         dovetail_store_put_replica    (DovetailStore    *self,
                                                DovetailReplica  *replica,
                                                GError          **error);
gboolean         dovetail_store_forget_replica (DovetailStore    *self, /* evict: no tombstone is kept */
                                                const char       *entity_type,
                                                const char       *entity_id,
                                                GError          **error);

/* The hybrid clock, persisted: inside a transaction. */
gint64           dovetail_store_next_time      (DovetailStore    *self,
                                                GError          **error);
gboolean         dovetail_store_measure_clock  (DovetailStore    *self,
                                                gint64            server_time,
                                                GError          **error);
gint64           dovetail_store_get_clock_offset (DovetailStore  *self);

/* A write-ahead log checkpoint, under the file lock; called by the service between passes and after big imports. */
gboolean         dovetail_store_checkpoint     (DovetailStore    *self,
                                                GError          **error);

/* The lock that makes two passes at once impossible, over threads and processes. DOVETAIL_ERROR_BUSY when taken. */
typedef struct _DovetailSyncLock DovetailSyncLock;
DovetailSyncLock *dovetail_sync_lock_take    (DovetailStore    *store,
                                              GError          **error);
void              dovetail_sync_lock_release (DovetailSyncLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSyncLock, dovetail_sync_lock_release)

G_END_DECLS
