/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "server/ledger.h"
#include "sim/chance.h"
#include "sim/sometimes.h"
#include "store/jobs.h"

G_BEGIN_DECLS

#define FAMILY_MOST_DEVICES 6

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
  /* The rarer ones, of families that are lived broadly. */
  OPERATION_DELETE_MANY,
  OPERATION_ANSWER_HELD,
  OPERATION_CHANGE_SERVER,
  OPERATION_MONTHS_PASS,
  OPERATION_CLOCK_LEAP,
  OPERATION_BACK_UP,
  OPERATION_SET_BACK,
  OPERATION_SCRIPT,
  OPERATION_CHOOSE_LISTS,
  OPERATION_TYPE_POLICY,
  OPERATION_UNDO,
  OPERATION_REDO,
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
  FAULT_CLOCK_JUMPS, /* of families that are lived broadly */
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
  GHashTable      *opened;      /* the texts of payloads, for books_look() */
  GHashTable      *shown;       /* what books_look() found last; NULL: something was written since */
  JsonNode        *redo;        /* what was undone last, or NULL */
  gint64           redo_after;  /* the newest action when it was undone */
} Device;

/* A family's devices and its server in one process, with one clock and streams of chance. */
struct Family
{
  guint64         seed;
  gint64          now;                   /* ms */
  gboolean        broad;                 /* FALSE: as lives were before breadth came, so that old seeds stay what they were */
  Chance          work, faults, schedule, server_random;
  Chance          breadth;               /* of what only broad lives have */
  guint           weights[N_OPERATIONS]; /* 0: off in this seed */
  guint           percent[N_FAULTS];     /* of requests; 0: off in this seed */
  guint           heat;                  /* percent of acts on the record that was edited last */
  char           *hot;                   /* its id, or NULL */
  guint           hot_edit;              /* the kind of edit that was made last */
  char           *nested[2];             /* the task that was put last beneath another, and that other; or NULL */
  guint           sync_percent;          /* of steps */
  guint           done[N_OPERATIONS];    /* how often it happened */
  guint           hit[N_FAULTS];
  guint           happened[N_SOMETIMES];
  guint           conflicts, full_syncs, refused, in_flight;
  guint           serving;               /* > 0: the server acts on a request */
  gboolean        old_server;            /* it refuses a field that it will know once it is upgraded */
  gboolean        faulty;                /* FALSE: everything is delivered */
  guint           depth;                 /* passes inside passes */
  guint           n_words;               /* to make every text unlike any other */
  guint           n_made;                /* records, at most */
  guint           n_deleted;
  GHashTable     *words;                 /* what users wrote and nobody overwrote or deleted with it in view */
  GHashTable     *given_up;              /* what somebody did, for good */
  GHashTable     *deleted;               /* ids of what users deleted */
  GHashTable     *restored;              /* ids of what users brought back */
  GHashTable     *seen;                  /* ids of what any user was shown */
  GHashTable     *occurrences;           /* ids of what a series made by itself */
  GHashTable     *conflicts_made;        /* ids of those that an answer told of as open */
  GHashTable     *retried;               /* ids of records whose refused change was tried again by hand */
  GPtrArray      *late;                  /* DovetailRequest still on the way */
  DovetailLedger *ledger;
  DovetailServer *server;
  Device          devices[FAMILY_MOST_DEVICES];
  guint           n_devices;
  Device          stranger;              /* of another family on the same server */
  struct _SimpleClient *script;          /* another kind of device; NULL: none */
  char           *folder;                /* of the server's backups; NULL: none was needed */
  gboolean        backed_up;
  GChecksum      *trace;
  gboolean        loud;                  /* the trace is printed too */
};

Family *family_new  (guint64   seed,
                     gboolean  broad);
void    family_free (Family   *family);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Family, family_free)

/* Puts a server on this database in the place of the one there is. */
void    family_open_server (Family     *family,
                            const char *path);
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
/* Its rows of records and conflicts as they lie there: told faster than the dump, for whoever asks whether anything moved. */
char   *family_rows      (Family     *family);
/* The first column of every row of the server's tables. */
char   *family_read_server (Family     *family,
                            const char *statement);
char   *family_join_sorted (GPtrArray  *lines); /* char * */

/* One pass; a device that died of it is started again. NULL: it could not even begin. */
DovetailJob *device_sync    (Device *device);
/* Its user signs in again, if the line holds. */
void         device_sign_in  (Device *device);
/* Starts a device again that died. */
void         device_revive  (Device *device);
/* Begins to notice what its store, just opened, writes. */
void         device_watch   (Device *device);
/* What the device shows, as family_dump() writes it. */
char        *device_dump    (Device *device);

G_END_DECLS
