#include "exchange/svg_palette.h"

#include <fmt/format.h>

#include <array>

namespace lane {
namespace {

struct Colour {
  std::string_view name;
  std::string_view light;
  std::string_view dark;

  std::string_view of(SvgColours colours) const {
    return colours == SvgColours::dark ? dark : light;
  }
};

constexpr auto kColours = std::to_array<Colour>({
    {"page", "#F6F7F9", "#0A0D12"},        {"card", "#FFFFFF", "#11151C"},
    {"plot", "#FFFFFF", "#0D1117"},        {"ruler", "#ECEFF4", "#1A2029"},
    {"raised", "#FFFFFF", "#1A2029"},      {"hover", "#E4E8EE", "#232B36"},
    {"mark", "#FFF3C4", "#3A3115"},        {"line", "#DCE1E8", "#1E2530"},
    {"line2", "#BEC7D3", "#323C4A"},       {"grid", "#EEF1F5", "#171D26"},
    {"grid2", "#DDE3EA", "#242C38"},       {"t1", "#131922", "#E8EDF4"},
    {"t2", "#414C5B", "#AFB9C7"},          {"t3", "#576273", "#8A96A7"},
    {"ok", "#0B6E45", "#5CCB97"},          {"warn", "#855200", "#F0B44C"},
    {"bad", "#B92D18", "#FF8170"},         {"grey", "#677F8A", "#75838F"},
    {"grey-fill", "#A3AFB8", "#75838F"},   {"violet", "#9148FF", "#A962FF"},
    {"violet-fill", "#B48CFA", "#A962FF"}, {"blue", "#1F55C8", "#3FBBFF"},
    {"blue-fill", "#62ABF5", "#3FBBFF"},   {"green", "#025E5A", "#48EBA6"},
    {"green-fill", "#4FC8A0", "#48EBA6"},  {"amber", "#BF7A0A", "#FBD02E"},
    {"amber-fill", "#F5C33B", "#FBD02E"},  {"pink", "#AB1092", "#DF94B2"},
    {"pink-fill", "#E59AC6", "#DF94B2"},   {"red", "#C42A1D", "#F6522F"},
    {"red-fill", "#F07A66", "#F6522F"},    {"lilac", "#4627B0", "#B7A6F2"},
    {"lilac-fill", "#B7A6F2", "#B7A6F2"},  {"clay", "#9C3331", "#E58E6E"},
    {"clay-fill", "#E58E6E", "#E58E6E"},   {"ice", "#098DC8", "#A8DCEF"},
    {"ice-fill", "#A8DCEF", "#A8DCEF"},    {"lime", "#8E8B00", "#D8E46A"},
    {"lime-fill", "#D8E46A", "#D8E46A"},   {"improved", "#0B6B7A", "#2ECFC2"},
    {"regressed", "#CF2A34", "#FF8562"},   {"same", "#85808C", "#858BA0"},
    {"unsure", "#6A6A00", "#EFE6A0"},
});

constexpr std::string_view kHues[] = {"grey", "violet", "blue", "green", "amber", "pink",
                                      "red",  "lilac",  "clay", "ice",   "lime"};

/// What report.css says of drawings, with names where colours go.
constexpr std::string_view kRules =
    "text{font-family:'JetBrains Mono';font-size:11px;fill:$t2}"
    ".tick{fill:$t3}.axis{fill:$t3}.mid{text-anchor:middle}.end{text-anchor:end}"
    ".plot{fill:$plot;stroke:$line2}.minor{stroke:$grid}.major{stroke:$grid2}"
    ".ruler{fill:$ruler}.guide{stroke:$t3;stroke-dasharray:1 3}"
    ".band{fill:$t1;fill-opacity:.09}.beyond{fill:$t1;fill-opacity:.05}"
    ".crossover{stroke:$t2;stroke-dasharray:4 3}.flag{fill:$raised;stroke:$line2}"
    ".roof{stroke:$t2;fill:none}.ridge{fill:$plot;stroke:$t1}.trail{stroke:$t3;fill:none}"
    ".name{fill:$t1}";

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string variables(SvgColours colours) {
  std::string text;
  for (const Colour& entry : kColours)
    text += fmt::format("--{}:{};", entry.name, entry.of(colours));
  return text;
}

}  // namespace

std::string paletteCss() {
  const std::string dark = "color-scheme:dark;" + variables(SvgColours::dark);
  return fmt::format(
      ":root{{color-scheme:light;{}}}\n"
      "@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{}}}}}\n"
      "@media screen{{:root[data-theme=dark]{{{}}}}}\n",
      variables(SvgColours::light), dark, dark);
}

std::string_view colour(std::string_view name, SvgColours colours) {
  for (const Colour& entry : kColours)
    if (entry.name == name) return entry.of(colours);
  return "#000000";
}

std::string withColours(std::string_view svg, SvgColours colours) {
  std::string rules(kRules);
  for (const std::string_view hue : kHues) {
    const std::string_view line = colour(hue, colours);
    const std::string_view fill = colour(std::string(hue) + "-fill", colours);
    rules += fmt::format(
        ".{0} .line{{fill:none;stroke:{1}}}"
        ".{0} "
        ".marker{{fill:{2};stroke:{1};stroke-width:1;stroke-dasharray:none}}.{0}.interval{{fill:{2}"
        ";fill-opacity:.18}}",
        hue, line, fill);
  }
  rules += ".marker.hollow{fill:$plot}";
  // Longer names first: $t1 is not the beginning of another, $line is one of $line2.
  for (const std::string_view name : {"line2", "grid2"})
    replaceAll(rules, fmt::format("${}", name), colour(name, colours));
  for (const Colour& entry : kColours)
    replaceAll(rules, fmt::format("${}", entry.name), entry.of(colours));
  std::string text(svg);
  if (const std::size_t end = text.find('>'); end != std::string::npos)
    text.insert(end + 1, fmt::format("<style type=\"text/css\">{}</style>", rules));
  return text;
}

}  // namespace lane
