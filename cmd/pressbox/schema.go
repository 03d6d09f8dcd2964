package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/schema"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema " + strings.Join(schema.Kinds(), "|"),
		Short: "print the JSON Schema of a kind of document, or of site.yaml, for editors",
		Long: `Schema prints the JSON Schema (2020-12) of the front matter of a kind of document,
or of site.yaml. A new site has them in .vscode, where its settings name them to
the YAML extension of VS Code.

  pressbox schema post > .vscode/post.schema.json     after an update of Pressbox`,
		Args:      one("KIND"),
		ValidArgs: schema.Kinds(),
		RunE: func(_ *cobra.Command, list []string) error {
			text, ok := schema.Of(list[0])
			if !ok {
				return usage{fmt.Errorf("there is no schema of %q; there are %s", list[0], strings.Join(schema.Kinds(), ", "))}
			}
			_, err := p.stdout.Write(text)
			return err
		},
	}
}
