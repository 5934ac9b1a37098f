/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a sync did not work, without codes and without what a server says of itself. */

#include "app/trouble-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *code;
  const char *error;  /* a sentence */
  const char *advice; /* a sentence; NULL: it passes by itself */
  const char *reason; /* a part of a sentence; NULL: nothing that is repeated for */
  const char *line;   /* in a few words; NULL: it is not the last word of a sync */
} Trouble;

static const Trouble troubles[] = {
  { "offline", N_ ("There is no connection to the server."), NULL, N_ ("no connection"), NULL },
  { "timed_out", N_ ("The server did not answer in time."), NULL, N_ ("no answer in time"), NULL },
  { "temporary", N_ ("The server is busy or being repaired."), NULL, N_ ("the server was busy"), NULL },
  { "unauthorized", N_ ("The server does not know this device any more."),
    N_ ("Sign in again in the preferences. Everything you changed is kept."), NULL, N_ ("Sign in again") },
  { "forbidden", N_ ("The server does not allow this to your account."),
    N_ ("Ask the owner of your family for the right to do this."), NULL,
    N_ ("The server does not allow it") },
  { "certificate", N_ ("The server could not prove that it is the right one, so nothing was sent to it."),
    N_ ("Ask whoever runs the server to look at its certificate, and look whether the clock of this computer "
        "is "
        "right."),
    NULL, N_ ("The server cannot be trusted") },
  { "protocol", N_ ("What answers is no Dovetail server, or it is too old."),
    N_ ("Look at the address of the server, and ask whoever runs it to update it."),
    N_ ("the answer was not understood"), N_ ("No Dovetail server answers") },
  { "refused", N_ ("The server refused the request."),
    N_ ("It may be too old: ask whoever runs it to update it."), NULL, N_ ("The server refuses to sync") },
  { "disk_full", N_ ("The disk of this computer is full."),
    N_ ("Make room on it. Nothing that was saved is lost, and syncing goes on by itself."), NULL,
    N_ ("The disk is full") },
  { "corrupt", N_ ("Something on this computer could not be read."),
    N_ ("Sync everything again; a copy of what is here is kept first."), NULL,
    N_ ("Something here cannot be read") },
  { "keyring_locked", N_ ("The keyring is locked, and the password for the server lies in it."),
    N_ ("Unlock the keyring, then sync again."), NULL, N_ ("The keyring is locked") },
  { "keyring_unavailable", N_ ("The keyring does not answer, and the password for the server lies in it."),
    N_ ("Log out of the desktop and in again, then sync again."), NULL, N_ ("The keyring does not answer") },
  { "interrupted", N_ ("Dovetail was ended in the middle of this sync. The next one went on from there."),
    NULL, NULL, NULL },
  { "cancelled", N_ ("The sync was cancelled."), NULL, NULL, NULL },
};

static const Trouble *
find_trouble (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (g_strcmp0 (code, troubles[i].code) == 0)
      return &troubles[i];
  return NULL;
}

char *
dovetail_trouble_words_error (const char *code, const char *message)
{
  const Trouble *trouble = find_trouble (code);

  if (code == NULL && message == NULL)
    return NULL;
  if (trouble != NULL)
    return g_strdup (_ (trouble->error));
  return g_strdup (message != NULL ? message : _ ("It did not work."));
}

const char *
dovetail_trouble_words_advice (const char *code)
{
  const Trouble *trouble = find_trouble (code);

  return trouble != NULL && trouble->advice != NULL ? _ (trouble->advice) : NULL;
}

const char *
dovetail_trouble_words_reason (const char *code)
{
  const Trouble *trouble = find_trouble (code);

  return trouble != NULL && trouble->reason != NULL ? _ (trouble->reason) : _ ("it did not work");
}

const char *
dovetail_trouble_words_line (const char *code)
{
  const Trouble *trouble = find_trouble (code);

  return trouble != NULL && trouble->line != NULL ? _ (trouble->line) : _ ("Sync needs you");
}
