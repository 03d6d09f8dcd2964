package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/importer"
)

func (p *program) importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "bring records from elsewhere into the site",
		Args:  p.noSuchCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) },
	}
	cmd.AddCommand(p.importPlayersCommand())
	return cmd
}

func (p *program) importPlayersCommand() *cobra.Command {
	var teams, kickoff string
	var columns []string
	cmd := &cobra.Command{
		Use:   "players FILE.csv",
		Short: "write a record for each player of a table",
		Long: `Import players reads a table whose first line names its columns and writes a record
for each of its players. Known columns are recognised by their titles; --column
names others: --column name="Athlete". The columns are
  ` + strings.Join(importer.Columns(), ", ") + `.
Columns of teams hold TEAM@2021w1 > TEAM@2022w5: a team, a season, a week. Names may
stand last name first; values may be parted by commas, semicolons or tabs.

A record that exists keeps all that it says. It gains what it lacks only where more
than the name says that it is the same person; every doubt is reported.

--teams reads a table with the columns abbreviation, team, from and to, which says
what the table calls a team from one season to another.`,
		Args: one("FILE.csv"),
		RunE: func(cmd *cobra.Command, list []string) error {
			named := map[importer.Column]string{}
			for _, c := range columns {
				column, title, ok := strings.Cut(c, "=")
				if !ok {
					return usage{fmt.Errorf("--column %q: write it as name=TITLE", c)}
				}
				named[importer.Column(column)] = title
			}
			if kickoff != "" && !regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`).MatchString(kickoff) {
				return usage{fmt.Errorf("--kickoff %q: write a month and a day as 09-08", kickoff)}
			}
			opt, err := p.options()
			if err != nil {
				return err
			}
			s, err := p.load(cmd.Context(), opt)
			if err != nil {
				return err
			}
			var mapping io.Reader
			if teams != "" {
				f, err := os.Open(teams)
				if err != nil {
					return err
				}
				defer f.Close()
				mapping = f
			}
			known, err := importer.ReadTeams(mapping, s.Room)
			if err != nil {
				return fmt.Errorf("%s: %w", teams, err)
			}
			table, err := os.Open(list[0])
			if err != nil {
				return err
			}
			defer table.Close()
			root, err := os.OpenRoot(p.dir)
			if err != nil {
				return err
			}
			defer root.Close()
			report, err := importer.Players(root, s.Room, table, importer.Options{Columns: named, Teams: known, Kickoff: kickoff})
			if report != nil {
				p.imported(list[0], report)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", list[0], err)
			}
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&columns, "column", nil, "`name=TITLE`: the title of a column that is not recognised")
	cmd.Flags().StringVar(&teams, "teams", "", "a `table` of what teams are called")
	cmd.Flags().StringVar(&kickoff, "kickoff", "", "`MM-DD` on which the first week of a season begins")
	return cmd
}

// imported prints what became of a table: doubts first, as each wants a look.
func (p *program) imported(table string, r *importer.Report) {
	for _, d := range r.Doubts {
		fmt.Fprintf(p.stderr, "%s:%d: %s: %s\n", table, d.Line, d.Name, d.Text)
	}
	for _, name := range r.Merged {
		fmt.Fprintf(p.stdout, "merged %s\n", name)
	}
	if p.verbose {
		for _, name := range r.Written {
			fmt.Fprintf(p.stdout, "wrote %s\n", name)
		}
	}
	fmt.Fprintf(p.stdout, "%s: %s written, %d merged, %d known already, %s\n",
		count(r.Rows, "row"), count(len(r.Written), "record"), len(r.Merged), r.Known, count(len(r.Doubts), "doubt"))
}
