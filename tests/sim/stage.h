/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/memory-vfs.h"
#include "lib/scratch-store.h"
#include "server/ledger.h"
#include "server/server.h"
#include "store/jobs.h"
#include "sync/remote.h"
#include "sync/sync-service.h"

G_BEGIN_DECLS

#define STAGE_DEVICES 3

/* Where a program can be stopped: at every statement, at everything it does to its disk, at every request. */
typedef enum
{
  STEP_STATEMENT,
  STEP_STATEMENT_DONE,
  STEP_WRITE,
  STEP_SYNC,
  STEP_TRUNCATE,
  STEP_REQUEST,
  STEP_REQUEST_DONE,
  N_STEPS
} Step;

/* What a power loss does to what was written and never synced. */
typedef enum
{
  LOSS_NONE, /* no power loss: the process died, and the system wrote everything */
  LOSS_ALL,
  LOSS_TORN  /* some writes are on the disk, some are not, some are by half */
} Loss;

/* What something between the device and the server says instead of the server. */
typedef enum
{
  ANSWER_OWN,
  ANSWER_UNAUTHORIZED, /* 401 */
  ANSWER_THROTTLED,    /* 429 with Retry-After */
  ANSWER_UNAVAILABLE   /* 503 */
} Answer;

typedef struct Stage Stage;

typedef struct
{
  Stage          *stage;
  const char     *name;
  ScratchStore   *scratch;
  DovetailRemote *remote;
} Actor;

/* Two to three devices and their server in one process, with a clock that only the play moves. The laptop is the one that is
 * stopped; its every step is told to the loop. */
struct Stage
{
  gint64          now;          /* ms */
  guint64         server_random;
  char           *directory;    /* of the server's databases, which lie in memory */
  DovetailLedger *ledger;
  DovetailServer *server;
  guint64         served;       /* requests that reached the server */
  guint64         synced;       /* how often the laptop's disk was */
  gboolean        unsynced;     /* something was written since */
  guint           histories;
  Actor           laptop, phone, tablet;

  /* Before the play's request number n (from 1), counted anew by stage_before_request(): once, whatever dies. */
  guint           interlude_at, requests;
  void          (*interlude) (Stage *stage);
  Answer          instead;      /* of the answer to that request */

  /* The loop's. */
  void          (*step) (Stage *stage, Step step, gpointer loop);
  void          (*count_allocation) (Stage *stage, gpointer loop); /* before each of SQLite's for the laptop; may be NULL */
  gpointer        loop;
  gboolean        armed;        /* the laptop's steps are told */
  gboolean        dead;         /* the laptop: nothing it does has any effect */
  Loss            loss;         /* what its disk loses when it dies */
  guint32         chance;       /* which of that */
  int             disk_code;    /* the laptop's disk answers this; 0: it works */
  gboolean        disk_broken;  /* until the act is over; otherwise once */
  gboolean        statement_fails; /* the one that is about to run */
  gboolean        memory_code;  /* the next allocation fails */
  gboolean        memory_out;   /* and those that follow, until the act is over */
  guint           faults;       /* how often disk, memory or a statement failed */
  Actor          *at_work;      /* NULL: nobody, or the server */
  guint           acts;         /* how far the play is */
  guint           deaths;
  GCancellable   *cancellable;  /* of the sync under way; NULL: none */
  guint           cancelled, failed; /* syncs */
  GHashTable     *mutations;    /* id -> what the laptop sent under it */
  guint           writes, quiet_writes; /* of the laptop: statements that may change its store, in all and in the sync at rest */
};

/* Once for the process. */
void   stage_install (void);
Stage *stage_new     (void);
void   stage_free    (Stage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

/* Ends the process, saying what does not hold. */
void     stage_fail         (const char *invariant,
                             const char *format,
                             ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;
void     stage_pass_time    (Stage      *stage,
                             gint64      milliseconds);
void     stage_set_clock    (Actor      *actor,
                             gint64      skew);        /* ms ahead of the stage's */
void     stage_sign_in      (Actor      *actor);       /* until it worked */
/* A device that nobody has yet signs in. */
Actor   *stage_add_tablet   (Stage      *stage);
/* The server's history is kept as it is now; later the server is set back to it. */
void     stage_back_up      (Stage      *stage);
void     stage_set_back     (Stage      *stage);
void     stage_clean_up     (Stage      *stage);       /* the server forgets all tombstones */
/* What is broken works again; TRUE when anything had failed. */
gboolean stage_repair       (Stage      *stage);
/* Whether words for the user say what failed. */
gboolean stage_says_why     (const char *words);
/* Starts the laptop again when it died; TRUE when it had. */
gboolean stage_revive       (Stage      *stage);
/* Until the sync completed, however often the laptop dies of it. */
void     stage_sync         (Actor      *actor);
void     stage_sync_full    (Actor      *actor);
/* The same, once, with its job. NULL: none could be made. */
DovetailJob *stage_sync_once (Actor           *actor,
                              DovetailSyncKind kind,
                              GError         **error);
/* Before the n-th request from now on somebody does something, or somebody else answers. */
void     stage_before_request (Stage     *stage,
                               guint      number,
                               void     (*interlude) (Stage *stage),
                               Answer     instead);
/* The first column of every row. */
char    *stage_read_server  (Stage      *stage,
                             const char *statement);

G_END_DECLS
