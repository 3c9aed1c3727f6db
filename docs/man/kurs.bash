# bash completion of kurs
_kurs()
{
    local word=${COMP_WORDS[COMP_CWORD]}
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "help fly" -- "$word"))
        return
    fi
    case ${COMP_WORDS[1]} in
    fly) local options="--help --out --json --picture --quiet" ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$word") $(compgen -f -- "$word"))
}
complete -F _kurs kurs
