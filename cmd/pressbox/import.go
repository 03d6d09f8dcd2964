package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/importer"
	"pressbox/internal/site"
)

func (p *program) importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "bring a blog, or records, from elsewhere into the site",
		Long: `Import brings what another program holds into the site: the posts and pages of
WordPress, Jekyll or Hugo, or a table of players. It never overwrites: a file that
exists keeps every byte, so that a second import is harmless. It ends with a report
of what came, what was left and why, and what wants a look.

Put pictures into static/ before a blog, and write records of players, teams and
sources before it, or import them: categories and tags that mean one of them then
become player, team or source, and all others tags.`,
		Args: p.noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) },
	}
	cmd.AddCommand(
		p.importBlogCommand(importer.WordPress, &cobra.Command{
			Use:   "wordpress FILE [FILE...]",
			Short: "write the posts and pages of a WordPress export",
			Args:  cobra.ArbitraryArgs,
			Long: `Import wordpress reads what WordPress writes under Tools, Export (WXR 1.0 to 1.2).
An export in several files is named file by file: import wordpress one.xml two.xml.

Published posts become content/posts/YYYY/MM/NAME.md, pages content/pages/NAME.md.
Drafts, pending and private posts, and those behind a password, become drafts; those
that wait keep their date. Old addresses become aliases; one like /?p=123 cannot,
because a host of files never sees what follows the question mark. The ids of feeds
stay, so that readers' programs show nothing twice.

Pictures and other files are in no export: put the folder wp-content/uploads of the
blog at static/wp-content/uploads first, and posts lead there. Where one is not
there, they lead to the blog's address.`,
		}, "FILE"),
		p.importBlogCommand(oneFolder(importer.Jekyll), &cobra.Command{
			Use:   "jekyll DIR",
			Short: "write the posts and pages of a Jekyll site",
			Args:  one("DIR"),
			Long: `Import jekyll reads _posts, _drafts and pages of a Jekyll site, and _config.yml for
their addresses, which become aliases. Pictures and files that posts lead to are
copied into static/. Of Liquid, highlight, raw, post_url, link and the addresses of
the site are understood; the rest stays as text and is named with file and line.`,
		}, "DIR"),
		p.importBlogCommand(oneFolder(importer.Hugo), &cobra.Command{
			Use:   "hugo DIR",
			Short: "write the posts and pages of a Hugo site",
			Args:  one("DIR"),
			Long: `Import hugo reads content/ of a Hugo site, and its configuration for their addresses,
which become aliases. What lies in a section and has a date becomes a post, anything
else a page. The pictures of bundles are copied beside the posts, files of static/
that posts lead to into static/. Of shortcodes, figure, highlight, ref, relref,
youtube, vimeo, x, instagram and gist are understood; others stay as text and are
named with file and line.`,
		}, "DIR"),
		p.importPlayersCommand(),
	)
	return cmd
}

// A bringer brings a blog, in files or a folder, into a site.
type bringer func(context.Context, *os.Root, *site.Site, []string) (*importer.Moved, error)

// oneFolder makes a bringer of a function that takes one folder.
func oneFolder(bring func(context.Context, *os.Root, *site.Site, string) (*importer.Moved, error)) bringer {
	return func(ctx context.Context, root *os.Root, s *site.Site, list []string) (*importer.Moved, error) {
		return bring(ctx, root, s, list[0])
	}
}

// importBlogCommand completes a command that brings a blog.
func (p *program) importBlogCommand(bring bringer, cmd *cobra.Command, what string) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, list []string) error {
		if len(list) == 0 {
			return usage{fmt.Errorf("%s is missing: %s", what, cmd.UseLine())}
		}
		_, problems, err := p.config()
		if err != nil {
			return err
		}
		if err := p.report(p.stderr, problems); err != nil {
			return err // addresses and days would come out wrong
		}
		opt, err := p.options()
		if err != nil {
			return err
		}
		opt.Drafts = true // their names and addresses are taken, too
		s, err := p.load(cmd.Context(), opt)
		if err != nil {
			return err
		}
		root, err := os.OpenRoot(p.dir)
		if err != nil {
			return err
		}
		defer root.Close()
		report, err := bring(cmd.Context(), root, s, list)
		if report != nil {
			p.moved(report)
		}
		return err
	}
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		if what == "DIR" {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
		return []string{"xml"}, cobra.ShellCompDirectiveFilterFileExt
	}
	return cmd
}

// moved prints what became of a blog: last how much of it came.
func (p *program) moved(r *importer.Moved) {
	if p.verbose {
		for _, name := range r.Written {
			fmt.Fprintf(p.stdout, "wrote %s\n", name)
		}
	}
	for _, n := range r.Notes {
		place := n.File
		if n.Line > 0 {
			place += fmt.Sprintf(":%d", n.Line)
		}
		more := ""
		if n.More > 0 {
			more = fmt.Sprintf(" (and in %s more)", count(n.More, "place"))
		}
		fmt.Fprintf(p.stdout, "%s: %s%s\n", place, n.Text, more)
	}
	for _, name := range r.Media {
		fmt.Fprintf(p.stdout, "attachment: %s\n", name)
	}
	if len(r.Media) > 0 {
		fmt.Fprintf(p.stdout, "%s in no export: put wp-content/uploads of the blog at static/wp-content/uploads\n", isOrAre(len(r.Media), "attachment"))
	}
	if r.Comments > 0 {
		fmt.Fprintf(p.stdout, "%s left out: a site of files has no place for them\n", isOrAre(r.Comments, "comment"))
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Skipped)) {
		fmt.Fprintf(p.stdout, "%s of the kind %s left out\n", count(r.Skipped[kind], "item"), kind)
	}
	fmt.Fprintf(p.stdout, "%s, %s, %d scheduled, %s, %s and %s written, %d there already, %d left, %s to look at\n",
		count(r.Posts, "post"), count(r.Drafts, "draft"), r.Scheduled, count(r.Pages, "page"), count(r.Authors, "author"), count(r.Files, "file"),
		r.Known, r.Left, count(len(r.Notes), "place"))
}

// isOrAre returns "1 file is" or "2 files are".
func isOrAre(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " is"
	}
	return count(n, noun) + " are"
}

func (p *program) importPlayersCommand() *cobra.Command {
	var teams, league, kickoff string
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
what the table calls a team from one season to another. --league looks for the others
among the teams of one league, where several share an abbreviation. What neither settles
is written as "team: unknown", to be found and mended by hand.`,
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
			known, err := importer.ReadTeams(mapping, s.Room, league)
			if err != nil && teams != "" {
				err = fmt.Errorf("%s: %w", teams, err)
			}
			if err != nil {
				return err
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
	cmd.Flags().StringVar(&league, "league", "", "the `id` of the league whose teams the table names; else those of all")
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
	if len(r.Unclear) == 0 {
		return
	}
	var words []string
	for _, u := range r.Unclear[:min(20, len(r.Unclear))] {
		words = append(words, fmt.Sprintf("%s (%d)", u.Word, u.Rows))
	}
	p.say("which teams are meant is not known of " + strings.Join(words, ", ") + ": say it before the import in a table given with --teams, or --league if another has teams of that name")
}
