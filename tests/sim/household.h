/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "store/conflicts.h"

G_BEGIN_DECLS

/* Three devices of anna and one of ben on one server, faultless and without chance: for lives that are told
 * step by step. */
typedef enum
{
  LAPTOP,
  PHONE,
  TABLET,
  DESKTOP, /* ben's */
  HOUSEHOLD_DEVICES
} HouseholdDevice;

typedef struct
{
  gint64          now;    /* ms, the server's */
  ScratchHost     host;
  DovetailServer *server;
  ScratchStore   *devices[HOUSEHOLD_DEVICES];
  gint64          skew[HOUSEHOLD_DEVICES]; /* a device's clock minus the server's, ms; before its first act */
} Household;

#define HOUSEHOLD_TASK "0197a000-0000-7000-8000-000000000001"

Household *household_new  (const gint64 *skew);   /* of each device; NULL: all clocks are right */
void       household_free (Household    *household);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Household, household_free)

void       household_pass_time (Household *household, gint64 milliseconds);
void       household_set_policy (Household *household, const char *policy); /* of every device */
void       household_login (Household *household, HouseholdDevice device);
/* Must succeed. */
void       household_sync (Household *household, HouseholdDevice device);
/* All devices, until everything is everywhere; then all and the server hold the same records and conflicts. */
void       household_settle (Household *household);
/* text as in scratch_data(); a second later. */
void       household_create (Household *household, HouseholdDevice device, const char *id, const char *text);
void       household_edit (Household *household, HouseholdDevice device, const char *text); /* HOUSEHOLD_TASK */
void       household_edit_record (Household *household, HouseholdDevice device, const char *entity_type, const char *id,
                                  const char *text);
/* The only open conflict of the device; must be there. */
DovetailConflict *household_open_conflict (Household *household, HouseholdDevice device);
guint      household_count (Household *household, HouseholdDevice device, gboolean open);
void       household_answer (Household *household, HouseholdDevice device, const char *strategy, const char *resolved);
void       household_take_back (Household *household, HouseholdDevice device, const char *conflict_id);
/* What the device shows of the field of HOUSEHOLD_TASK, as text; "-": nothing. */
char      *household_value (Household *household, HouseholdDevice device, const char *field);
void       household_assert (Household *household, HouseholdDevice device, const char *field, const char *expected);
/* Whether the text is in a side of a closed conflict of the device. */
gboolean   household_history_has (Household *household, HouseholdDevice device, const char *text);

G_END_DECLS
