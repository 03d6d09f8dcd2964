package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"pressbox"
)

func (p *program) themeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "theme",
		Short: "list the default theme's files, or copy one to edit",
		Args:  p.noSuchCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "list",
			Short: "list the default theme's files; a mark stands before those that the site replaces",
			Args:  none,
			RunE: func(*cobra.Command, []string) error {
				return p.themeFiles(func(name string) error {
					mark := " "
					if _, err := os.Lstat(filepath.Join(p.dir, filepath.FromSlash(name))); err == nil {
						mark = "*"
					}
					_, err := fmt.Fprintln(p.stdout, mark, name)
					return err
				})
			},
		},
		&cobra.Command{
			Use:   "copy FILE",
			Short: "copy one of the default theme's files into the site, to edit it there",
			Args:  one("FILE"),
			RunE:  func(_ *cobra.Command, list []string) error { return p.themeCopy(list[0]) },
			ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				var names []string
				err := p.themeFiles(func(name string) error { names = append(names, name); return nil })
				if err != nil {
					return nil, cobra.ShellCompDirectiveError
				}
				return names, cobra.ShellCompDirectiveNoFileComp
			},
		},
	)
	return cmd
}

// themeFiles calls do with each file of the default theme.
func (p *program) themeFiles(do func(name string) error) error {
	return fs.WalkDir(pressbox.Theme, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return do(name)
	})
}

// themeCopy writes one file of the default theme into the site.
func (p *program) themeCopy(arg string) error {
	if err := p.mustBeSite(); err != nil {
		return err
	}
	name := path.Clean(filepath.ToSlash(arg))
	text, err := fs.ReadFile(pressbox.Theme, name)
	for _, folder := range []string{"templates", "static"} { // as templates and {{static}} name them
		if err != nil && fs.ValidPath(name) {
			if text, err = fs.ReadFile(pressbox.Theme, path.Join(folder, name)); err == nil {
				name = path.Join(folder, name)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("the default theme has no file %q; 'pressbox theme list' shows its files", arg)
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; remove it first to begin again with the default", p.shown(name))
	}
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, p.shown(name))
	return err
}

// shown returns a path inside the site as it can be opened from the current folder.
func (p *program) shown(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }
