package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

func (p *program) planCommand() *cobra.Command {
	var asJSON, next bool
	var address string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "list every file of the site",
		Long: `Plan prints a line for each file of the site, in order of its path: the path, the
template that makes it (or a dash when it is copied), and what it is made from.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON && next {
				return usage{errors.New("--next prints a time, which --json does not apply to")}
			}
			opt, err := p.looking()
			if err != nil {
				return err
			}
			if err := baseURL(&opt, address); err != nil {
				return err
			}
			s, err := p.load(cmd.Context(), opt)
			if err != nil {
				return err
			}
			if err := p.report(p.stderr, s.Problems); err != nil {
				return err
			}
			if next {
				text := "never"
				if !s.Next.IsZero() {
					text = s.Next.Format(time.RFC3339)
				}
				_, err := fmt.Fprintln(p.stdout, text)
				return err
			}
			type line struct {
				Path     string `json:"path"`
				URL      string `json:"url"`
				Template string `json:"template,omitempty"`
				From     string `json:"from,omitempty"`
			}
			if asJSON {
				lines := make([]line, len(s.Plan.Files))
				for i, f := range s.Plan.Files {
					lines[i] = line{f.Path, f.URL, f.Template, f.From}
				}
				enc := json.NewEncoder(p.stdout)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(lines)
			}
			w := tabwriter.NewWriter(p.stdout, 0, 8, 2, ' ', 0)
			for _, f := range s.Plan.Files {
				template, from := f.Template, f.From
				if template == "" {
					template = "-"
				}
				if from == "" {
					from = "-"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", f.Path, template, from)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	cmd.Flags().BoolVar(&next, "next", false, "print only when the output will next change by itself")
	cmd.Flags().StringVar(&address, "base-url", "", "the `address` that the site is published at, in place of base_url")
	return cmd
}
