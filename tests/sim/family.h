/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "server/ledger.h"
#include "sim/chance.h"
#include "store/jobs.h"

G_BEGIN_DECLS

#define FAMILY_MOST_DEVICES 4

/* What users and the administrator do. */
typedef enum
{
  OPERATION_CREATE,
  OPERATION_SUBTASK,
  OPERATION_CREATE_LIST,
  OPERATION_CREATE_EVENT,
  OPERATION_EDIT,
  OPERATION_EDIT_LIST,
  OPERATION_EDIT_EVENT,
  OPERATION_DONE,
  OPERATION_REOPEN,
  OPERATION_MOVE,
  OPERATION_NEST,
  OPERATION_DELETE,
  OPERATION_DELETE_LIST,
  OPERATION_RESTORE,
  OPERATION_RESOLVE,
  OPERATION_UNRESOLVE,
  OPERATION_CHANGE_POLICY,
  OPERATION_IMPORT,
  OPERATION_DISCARD,
  OPERATION_RETRY,
  OPERATION_CLEAN_UP,
  OPERATION_CLOCK_JUMP,
  N_OPERATIONS
} Operation;

/* What happens to a request, or to the device that sends it. */
typedef enum
{
  FAULT_LOSE_REQUEST,
  FAULT_LOSE_RESPONSE,
  FAULT_DELIVER_TWICE,
  FAULT_DELIVER_LATER,
  FAULT_UNAUTHORIZED,
  FAULT_THROTTLED,
  FAULT_UNAVAILABLE,
  FAULT_BAD_GATEWAY,
  FAULT_CRASH_BEFORE,
  FAULT_CRASH_AFTER,
  FAULT_CRASH_WRITING,
  FAULT_OTHERS_ACT,
  N_FAULTS
} Fault;

typedef struct Family Family;

typedef struct
{
  Family          *family;
  const char      *name;
  const char      *user;
  ScratchStore    *scratch;
  InProcessRemote *remote;
  gint64           skew;        /* its clock minus the family's, ms */
  gboolean         busy;        /* a pass of it is under way */
  gint             writes_left; /* until it dies, counted in writes, syncs and truncations; -1: it lives */
  gboolean         dead;
} Device;

/* A family's devices and its server in one process, with one clock and streams of chance. */
struct Family
{
  guint64         seed;
  gint64          now;                   /* ms */
  Chance          work, faults, schedule, server_random;
  guint           weights[N_OPERATIONS]; /* 0: off in this seed */
  guint           percent[N_FAULTS];     /* of requests; 0: off in this seed */
  guint           done[N_OPERATIONS];    /* how often it happened */
  guint           hit[N_FAULTS];
  guint           conflicts, full_syncs, refused, in_flight;
  gboolean        faulty;                /* FALSE: everything is delivered */
  guint           depth;                 /* passes inside passes */
  guint           n_words;               /* to make every text unlike any other */
  guint           n_made;                /* records, at most */
  guint           n_deleted;
  GHashTable     *words;                 /* what users wrote and nobody overwrote or deleted with it in view */
  GHashTable     *given_up;              /* what somebody did, for good */
  GHashTable     *deleted;               /* ids of what users deleted */
  GHashTable     *restored;              /* ids of what users brought back */
  GPtrArray      *late;                  /* DovetailRequest still on the way */
  DovetailLedger *ledger;
  DovetailServer *server;
  Device          devices[FAMILY_MOST_DEVICES];
  guint           n_devices;
  Device          stranger;              /* of another family on the same server */
  GChecksum      *trace;
  gboolean        loud;                  /* the trace is printed too */
};

Family *family_new  (guint64   seed);
void    family_free (Family   *family);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Family, family_free)

/* A line of the trace. */
void    family_tell      (Family     *family,
                          const char *format,
                          ...) G_GNUC_PRINTF (2, 3);
/* Ends the process, naming the broken invariant and the command that replays the seed. */
void    family_fail      (Family     *family,
                          const char *invariant,
                          const char *format,
                          ...) G_GNUC_PRINTF (3, 4) G_GNUC_NORETURN;
void    family_pass_time (Family     *family,
                          gint64      milliseconds);
/* What the server holds, tombstones left out. */
char   *family_dump      (Family     *family);
/* The first column of every row of the server's tables. */
char   *family_read_server (Family     *family,
                            const char *statement);
char   *family_join_sorted (GPtrArray  *lines); /* char * */

/* One pass; a device that died of it is started again. NULL: it could not even begin. */
DovetailJob *device_sync    (Device *device);
/* Starts a device again that died. */
void         device_revive  (Device *device);
/* What the device shows, as family_dump() writes it. */
char        *device_dump    (Device *device);

G_END_DECLS
