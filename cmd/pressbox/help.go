package main

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/problem"
	"pressbox/internal/render"
)

//go:embed help/front-matter.txt
var helpFrontMatter string

// helpCommand explains a command or a topic, and refuses a word that is neither.
func (p *program) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "explain a command or a topic",
		RunE: func(cmd *cobra.Command, list []string) error {
			about, rest, err := cmd.Root().Find(list)
			if err != nil {
				return usage{err}
			}
			if len(rest) > 0 {
				return p.noSuchCommand(about, rest)
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// topics returns what 'pressbox help' explains besides commands.
func (p *program) topics() []*cobra.Command {
	templates := &cobra.Command{Use: "templates", Short: "the templates of a theme, their data and functions"}
	// Made only when asked for: it is read out of the code.
	templates.SetHelpFunc(func(*cobra.Command, []string) {
		if err := render.Help(p.stdout); err != nil {
			fmt.Fprintln(p.stderr, "pressbox:", err)
		}
	})
	return []*cobra.Command{
		templates,
		{Use: "front-matter", Short: "the keys of posts, records and pages", Long: helpFrontMatter},
		{Use: "rules", Short: "the rules that problems break, and how to set their severity", Long: helpRules()},
	}
}

// helpRules prints the catalogue of rules.
func helpRules() string {
	var b strings.Builder
	b.WriteString("Every problem breaks a rule. An error stops a build; a warning is only reported,\nunless 'check --strict' is asked. site.yaml sets the severity of a rule:\n\n  rules:\n    image-alt: error\n    near-name: warn\n    name-case: off\n\nRules marked with a star cannot be set: without them a site would be unsafe, or\ncould not be made at all.\n\n")
	for _, r := range problem.Rules() {
		star := " "
		if r.Fixed {
			star = "*"
		}
		fmt.Fprintf(&b, "  %-22s%s %-8s %s\n", r.Name, star, r.Severity, r.Text)
	}
	return strings.TrimRight(b.String(), "\n")
}
