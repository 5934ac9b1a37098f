/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known when the main window is closed. */
typedef struct
{
  gboolean opened;       /* there are tasks to go on with */
  gboolean wanted;       /* the user wants to run in the background */
  gboolean hosted;       /* a tray shows the app: there is a way back */
  gboolean told_hidden;  /* said before that it goes on */
  gboolean told_no_tray; /* said before that it does not, for want of a tray */
} DovetailClosing;

typedef enum
{
  DOVETAIL_CLOSING_SAYS_NOTHING,
  DOVETAIL_CLOSING_SAYS_HIDDEN,
  DOVETAIL_CLOSING_SAYS_NO_TRAY
} DovetailClosingWords;

/* Never without a way back. */
gboolean             dovetail_closing_hides (const DovetailClosing *closing);
DovetailClosingWords dovetail_closing_says  (const DovetailClosing *closing);

G_END_DECLS
