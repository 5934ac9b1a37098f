/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/acts.h"

G_BEGIN_DECLS

typedef enum
{
  SCENARIO_PLAIN = 0,
  SCENARIO_SIGNED_OUT = 1 << 0, /* the laptop is not signed in when it begins */
  SCENARIO_UNEVEN = 1 << 1,     /* it ends with something held or refused on the laptop */
  SCENARIO_FAULTS = 1 << 2      /* the disk and the memory fail in it too */
} ScenarioFlags;

/* A play in which the laptop is stopped. prepare comes to the state that every try begins with; NULL: both devices are signed in
 * and empty. */
typedef struct
{
  const char   *name; /* a sentence */
  void        (*prepare) (Stage *stage);
  void        (*play)    (Stage *stage);
  ScenarioFlags flags;
} Scenario;

extern const Scenario scenarios_of_exchange[], scenarios_of_merging[], scenarios_of_walking[], scenarios_of_conflicts[];

/* A minute later. */
void scenario_later (Stage *stage);
/* Laptop, phone, laptop. */
void scenario_sync_both (Stage *stage);

G_END_DECLS
