package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"pressbox/internal/newsroom"
	"pressbox/internal/scaffold"
)

func (p *program) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "begin a post or a record",
		Long: `New begins a document and prints its path. It never overwrites one.

  pressbox new post "Rams trade Akers" --player "Cam Akers" --source "Josina Anderson"
  pressbox new player "Cam Akers" --position RB`,
		Args: p.noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) },
	}
	cmd.AddCommand(
		p.newPostCommand(),
		p.newRecordCommand("player", "players", "name", []string{"position", "role", "born", "college"}, []string{
			"names: [{name: Before, to: 2020-01-01}, {name: After, from: 2020-01-01}]  # in place of name",
			"drafted: {year: 2020, round: 2, pick: 52, team: a-team}",
			"teams: [{team: a-team, from: 2020-04-24}]",
		}),
		p.newRecordCommand("team", "teams", "name", []string{"city", "nickname", "abbreviations", "league", "conference", "division"}, []string{
			`colors: {primary: "#003594", accent: "#ffd100"}`,
		}),
		p.newRecordCommand("source", "sources", "name", []string{"outlet", "handle", "url"}, nil),
		p.newRecordCommand("author", "authors", "name", []string{"role", "url"}, nil),
		p.newRecordCommand("story", "stories", "title", []string{"summary"}, nil),
		p.newRecordCommand("page", "pages", "title", []string{"summary"}, nil),
	)
	return cmd
}

func (p *program) newPostCommand() *cobra.Command {
	var players, teams, sources, authors, tags []string
	var date, story, status, summary, slug string
	var draft bool
	cmd := &cobra.Command{
		Use:   "post TITLE",
		Short: "begin a post",
		Args:  one("TITLE"),
		RunE: func(_ *cobra.Command, list []string) error {
			if status != "" && !slices.Contains(newsroom.Statuses(), status) {
				return usage{fmt.Errorf("--status %q is none of %s", status, strings.Join(newsroom.Statuses(), ", "))}
			}
			cfg, problems, err := p.config()
			if err != nil {
				return err
			}
			if err := p.report(p.stderr, problems); err != nil {
				return err
			}
			zone := cfg.Timezone
			now, err := p.instant()
			if err != nil {
				return err
			}
			day := now.In(zone)
			if date == "" {
				date = day.Format("2006-01-02 15:04")
			} else if day, err = writtenDate(date, zone); err != nil {
				return err
			}
			name := slug
			if name == "" {
				name = newsroom.Slug(list[0])
			}
			if err := goodID(name, "--slug"); err != nil {
				return err
			}
			set := ""
			if draft {
				set = "true"
			}
			return p.begin(scaffold.Document{
				Path: day.Format("content/posts/2006/01/") + name + ".md",
				Fields: []scaffold.Field{
					{Key: "title", Values: list},
					{Key: "date", Values: []string{date}},
					{Key: "player", Values: players},
					{Key: "team", Values: teams},
					{Key: "source", Values: sources},
					{Key: "author", Values: authors},
					{Key: "story", Values: []string{story}},
					{Key: "status", Values: []string{status}},
					{Key: "summary", Values: []string{summary}},
					{Key: "tags", Values: tags},
					{Key: "draft", Values: []string{set}},
					{Key: "id", Values: []string{"urn:uuid:" + newID()}},
				},
			}, "--slug")
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&players, "player", nil, "a player's `name` or id; may be given more than once")
	flags.StringArrayVar(&teams, "team", nil, "a team's `name`, abbreviation or id; may be given more than once")
	flags.StringArrayVar(&sources, "source", nil, "the `name` of who reported it; may be given more than once")
	flags.StringArrayVar(&authors, "author", nil, "the `name` of who writes it here; may be given more than once")
	flags.StringArrayVar(&tags, "tag", nil, "a `tag`; may be given more than once")
	flags.StringVar(&date, "date", "", "the post's `date` (default now)")
	flags.StringVar(&story, "story", "", "the `id` of its story")
	flags.StringVar(&status, "status", "", "rumor, reported, agreed, official, denied or fell-through")
	flags.StringVar(&summary, "summary", "", "a `sentence` for lists")
	flags.StringVar(&slug, "slug", "", "the last part of its `address` (default made of the title)")
	flags.BoolVar(&draft, "draft", false, "begin it as a draft")
	for flag, folder := range map[string]string{"player": "players", "team": "teams", "source": "sources", "author": "authors", "story": "stories"} {
		must(cmd.RegisterFlagCompletionFunc(flag, p.completeID(folder)))
	}
	must(cmd.RegisterFlagCompletionFunc("status", cobra.FixedCompletions(newsroom.Statuses(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// newRecordCommand begins a record of one kind, which lies in folder and calls its
// name by key. Each of keys is a flag, too.
func (p *program) newRecordCommand(kind, folder, key string, keys, hints []string) *cobra.Command {
	id := ""
	values := make([]string, len(keys))
	cmd := &cobra.Command{
		Use:   kind + " NAME",
		Short: "begin " + article(kind) + " " + kind,
		Args:  one("NAME"),
		RunE: func(_ *cobra.Command, list []string) error {
			if err := p.mustBeSite(); err != nil {
				return err
			}
			if why := newsroom.NameFault(list[0]); key == "name" && why != "" {
				return usage{fmt.Errorf("the name %q %s", list[0], why)}
			}
			if id == "" {
				id = newsroom.Slug(list[0])
			}
			for _, part := range strings.Split(id, "/") {
				if kind != "page" {
					part = id // only pages lie in folders
				}
				if err := goodID(part, "--id"); err != nil {
					return err
				}
			}
			d := scaffold.Document{
				Path:   "content/" + folder + "/" + id + ".md",
				Fields: []scaffold.Field{{Key: key, Values: list}},
				Hints:  hints,
			}
			for i, k := range keys {
				d.Fields = append(d.Fields, scaffold.Field{Key: k, Values: []string{values[i]}})
			}
			return p.begin(d, "--id")
		},
	}
	for i, k := range keys {
		cmd.Flags().StringVar(&values[i], k, "", "the "+kind+"'s `"+k+"`")
	}
	cmd.Flags().StringVar(&id, "id", "", "the `id`, which never changes (default made of the name)")
	return cmd
}

// article returns a or an, as it stands before noun.
func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an"
	}
	return "a"
}

// begin writes a new document and prints its path. flag is the one that gives it
// another.
func (p *program) begin(d scaffold.Document, flag string) error {
	for _, f := range d.Fields {
		for _, v := range f.Values {
			if strings.ContainsFunc(v, unicode.IsControl) {
				return usage{fmt.Errorf("%s %q holds a control character", f.Key, v)}
			}
		}
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	err = d.Write(root)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; give another name with %s", p.shown(d.Path), flag)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, p.shown(d.Path))
	return err
}

// completeID offers a shell the ids of the records in a folder.
func (p *program) completeID(folder string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		files, err := os.ReadDir(p.shown("content/" + folder))
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var ids []string
		for _, f := range files {
			if id, ok := strings.CutSuffix(f.Name(), ".md"); ok {
				ids = append(ids, id)
			}
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}

// writtenDate reads a date the way front matter is read.
func writtenDate(text string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(zone), nil
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage{fmt.Errorf("--date %q is not a date like 2022-11-01 or 2022-11-01 17:05", text)}
}

// goodID refuses what cannot be part of an address; flag is the one that sets it.
func goodID(id, flag string) error {
	if regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(id) && len(id) <= 100 {
		return nil
	}
	if id == "" {
		return usage{fmt.Errorf("no address can be made of this name; give one with %s", flag)}
	}
	return usage{fmt.Errorf("%q cannot be part of an address, which takes up to 100 of a-z, 0-9 and single hyphens; give another with %s", id, flag)}
}
