import { Argument, type Command } from 'commander';
import { COMPLETIONS, type Shell } from '../completion';

const HOW = `
Examples:
  source <(./lab completion bash)      in ~/.bashrc, with the path of your checkout
  source <(./lab completion zsh)       in ~/.zshrc, after compinit
  ./lab completion fish > ~/.config/fish/completions/lab.fish`;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell that completes').choices(Object.keys(COMPLETIONS)))
    .description('print what makes a shell complete commands and flags')
    .addHelpText('after', HOW)
    .action((shell: Shell) => void process.stdout.write(COMPLETIONS[shell](program)));
}
