// Which rules of Tabler are kept. Run by app/static_build.py from the root of the project.
//
// A rule stays when every class of its selector is written in a file below, or is in the safelist. When a screen
// of an add-on looks bare, the class it uses is assembled at run time: write it whole, or add it here with the reason.
module.exports = {
  css: ["node_modules/@tabler/core/dist/css/tabler.min.css"],
  content: [
    "app/templates/**/*.html",
    "addons/*/templates/**/*.html",
    "app/screens/**/*.py",
    "app/static/scripts/*.js",
    "app/static/fields/*.js",
    "addons/*/static/*.js",
  ],
  variables: true,
  safelist: {
    // Put on <html> by the theme switch, never written as a class.
    standard: ["data-bs-theme", "dark", "light"],
    // Read by our own style sheets and by Tom Select's Bootstrap theme through var(…).
    variables: [/^--tblr-(btn|body|border|primary|font|form|gray|secondary|danger|focus)/],
  },
};
