/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/program.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_FINDING_OK,
  DOVETAIL_FINDING_WARNING,
  DOVETAIL_FINDING_PROBLEM
} DovetailFindingState;

/* One line of the doctor's. */
typedef struct
{
  const char          *check;   /* key, store, ...; for programs */
  DovetailFindingState state;
  char                *message;
  char                *remedy;  /* what to do; NULL: nothing */
  gboolean             fixed;   /* it was put right just now */
} DovetailFinding;

typedef struct
{
  DovetailProgram *program;
  gboolean         fix;
  char            *directory;
  GPtrArray       *findings;    /* DovetailFinding */
} DovetailDoctor;

void dovetail_doctor_say   (DovetailDoctor      *doctor,
                            const char          *check,
                            DovetailFindingState state,
                            const char          *remedy, /* NULL: nothing is to be done */
                            const char          *format,
                            ...) G_GNUC_PRINTF (5, 6);
/* A repair that was made: the finding is no warning any more. */
void dovetail_doctor_fixed (DovetailDoctor      *doctor,
                            const char          *check,
                            const char          *format,
                            ...) G_GNUC_PRINTF (3, 4);

/* The checks, in the order they are made. The first ones need no open store, the others are passed over without. */
void dovetail_doctor_check_files   (DovetailDoctor *doctor);
void dovetail_doctor_check_disk    (DovetailDoctor *doctor);
void dovetail_doctor_check_key     (DovetailDoctor *doctor); /* and opens the store */
void dovetail_doctor_check_store   (DovetailDoctor *doctor);
void dovetail_doctor_check_jobs    (DovetailDoctor *doctor);
void dovetail_doctor_check_account (DovetailDoctor *doctor);
void dovetail_doctor_check_server  (DovetailDoctor *doctor); /* and the clock */

G_END_DECLS
