/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "sim/chance.h"
#include "store/jobs.h"
#include "sync/pass.h"

G_BEGIN_DECLS

#define WORLD_DEVICES 2

typedef struct World World;

typedef struct
{
  World           *world;
  const char      *name;
  ScratchStore    *scratch;
  InProcessRemote *remote;
  gint64           skew;    /* its clock minus the world's, ms */
  guint            edits;   /* to make the text of each edit unlike any other */
} Device;

/* Two devices and a server in one process, with one clock and three streams of chance. */
struct World
{
  guint64         seed;
  gint64          now;      /* ms */
  Chance          work, faults, schedule, server_random;
  guint           lose_request, lose_response, crash, edit_in_flight; /* percent of requests; 0: off in this seed */
  gboolean        faulty;   /* FALSE: everything is delivered */
  DovetailServer *server;
  Device          devices[WORLD_DEVICES];
  GHashTable     *words;    /* what users wrote and nobody overwrote, deleted or decided against with it in view */
  guint           lost, crashed, edited_in_flight, conflicts, resolved, unresolved; /* how often it happened */
};

World *world_new  (guint64  seed);
void   world_free (World   *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* A line of the life's story, written where DOVETAIL_SIM_TRACE is set. */
void         world_tell      (Device     *device,
                              const char *format,
                              ...) G_GNUC_PRINTF (2, 3);
void         world_pass_time (World  *world,
                              gint64  milliseconds);
/* One random edit on the device. */
void         world_edit      (Device *device);
/* Answers one open conflict of the device, if it has any. */
void         world_resolve   (Device *device);
/* Takes one answer back, if any was given. */
void         world_unresolve (Device *device);
/* One pass; after a crash the device is started again. */
DovetailJob *world_sync      (Device *device);
/* What the device shows, one line a record, as dovetail_server_dump() writes it. */
char        *world_dump      (Device *device);
/* Every conflict the device knows, open and closed. */
char        *world_dump_conflicts (Device *device);
/* The server's, without tombstones. */
char        *world_dump_server (World *world);

G_END_DECLS
