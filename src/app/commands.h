/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the command line asks for; each becomes an action of the running instance. */
typedef struct
{
  gboolean  version;
  gboolean  sync;
  gboolean  quick_add;
  gboolean  show_conflicts;
  gboolean  background;
  gboolean  quit;
  char     *profile;
  GStrv     words; /* of --quick-add */
  gboolean  shown; /* the first activation, which these commands may keep without a window, has passed */
} DovetailCommands;

void     dovetail_commands_add_options (DovetailCommands *commands,
                                        GApplication     *application);
/* Whether there is more to do than to show the window. */
gboolean dovetail_commands_any         (DovetailCommands *commands);
/* Runs them as actions, here or in the instance that runs already. */
void     dovetail_commands_run         (DovetailCommands *commands,
                                        GActionGroup     *actions);
/* Whether they start the app without its main window. */
gboolean dovetail_commands_are_quiet   (DovetailCommands *commands);
/* The same, for the first activation alone. */
gboolean dovetail_commands_take_quiet  (DovetailCommands *commands);
void     dovetail_commands_clear       (DovetailCommands *commands);

G_END_DECLS
