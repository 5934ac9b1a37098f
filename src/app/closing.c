/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What closing the main window means: the end, or going on in the tray. */

#include "app/closing.h"

gboolean
dovetail_closing_hides (const DovetailClosing *closing)
{
  return closing->opened && closing->wanted && closing->hosted;
}

DovetailClosingWords
dovetail_closing_says (const DovetailClosing *closing)
{
  if (!closing->opened || !closing->wanted)
    return DOVETAIL_CLOSING_SAYS_NOTHING;
  if (closing->hosted)
    return closing->told_hidden ? DOVETAIL_CLOSING_SAYS_NOTHING : DOVETAIL_CLOSING_SAYS_HIDDEN;
  return closing->told_no_tray ? DOVETAIL_CLOSING_SAYS_NOTHING : DOVETAIL_CLOSING_SAYS_NO_TRAY;
}
