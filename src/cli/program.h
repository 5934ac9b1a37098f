/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "core/zone.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Options that are text. GOption would convert a STRING from the encoding of the locale and fail in the C locale;
 * dovetail_program_parse() checks that all words are UTF-8 instead. */
#define DOVETAIL_OPTION_TEXT  G_OPTION_ARG_FILENAME
#define DOVETAIL_OPTION_TEXTS G_OPTION_ARG_FILENAME_ARRAY

/* One run of dovetailctl: what every command is given. */
typedef struct _DovetailProgram DovetailProgram;

/* A command gets its words (words[0] is its name) and parses its options itself. An error of G_OPTION_ERROR means
 * wrong usage, any other that it failed; main says it. */
typedef struct
{
  const char *name;
  const char *usage;   /* of its words and options, behind the name */
  const char *summary; /* translatable */
  gboolean    json;    /* knows --json */
  gboolean (*run) (DovetailProgram *program,
                   char           **words,
                   GError         **error);
} DovetailCommand;

struct _DovetailProgram
{
  const DovetailCommand *command;
  char                  *profile; /* NULL: as the environment says */
  gboolean               json;
  DovetailClock          clock;
  DovetailRandom         random;
  DovetailZone          *zone;
  DovetailVault         *vault;   /* of the store once it is open */
  DovetailStore         *store;   /* NULL until dovetail_program_open() */
  gboolean               changed; /* the store was written: a running app wants to know */
};

void     dovetail_program_init    (DovetailProgram    *program);
void     dovetail_program_clear   (DovetailProgram    *program);
/* Takes options out of words; entries may be NULL. least and most count what is left behind the name; most -1: any number. */
gboolean dovetail_program_parse   (DovetailProgram    *program,
                                   const GOptionEntry *entries,
                                   char              **words,
                                   int                 least,
                                   int                 most,
                                   GError            **error);
/* Opens the store of the profile, making it first when it is new. */
gboolean dovetail_program_open    (DovetailProgram    *program,
                                   GError            **error);
/* Sets an error of wrong usage; returns FALSE. */
gboolean dovetail_program_misused (GError            **error,
                                   const char         *format,
                                   ...) G_GNUC_PRINTF (2, 3);

extern const DovetailCommand dovetail_commands[]; /* ends with a name of NULL */

G_END_DECLS
