/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop app: sets up translations and hands over to the application. */

#include <glib/gi18n.h>
#include <locale.h>

#include "app/application.h"
#include "app/app-config.h"

int
main (int argc, char **argv)
{
  g_autoptr (DovetailApplication) application = NULL;
  /* translations of a build that is not installed */
  const char *locales = g_getenv ("DOVETAIL_LOCALE_DIRECTORY");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : DOVETAIL_LOCALE_DIRECTORY);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = dovetail_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
