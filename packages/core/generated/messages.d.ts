import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace lockstep. */
export namespace lockstep {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a DescribeRequest.
         * @deprecated Use lockstep.v1.DescribeRequest.$Properties instead.
         */
        interface IDescribeRequest extends lockstep.v1.DescribeRequest.$Properties {
        }

        /** Represents a DescribeRequest. */
        class DescribeRequest {

            /**
             * Constructs a new DescribeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.DescribeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DescribeRequest protocolVersion. */
            protocolVersion: number;

            /**
             * Creates a new DescribeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DescribeRequest instance
             */
            static create(properties: lockstep.v1.DescribeRequest.$Shape): lockstep.v1.DescribeRequest & lockstep.v1.DescribeRequest.$Shape;
            static create(properties?: lockstep.v1.DescribeRequest.$Properties): lockstep.v1.DescribeRequest;

            /**
             * Encodes the specified DescribeRequest message. Does not implicitly {@link lockstep.v1.DescribeRequest.verify|verify} messages.
             * @param message DescribeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.DescribeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DescribeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.DescribeRequest & lockstep.v1.DescribeRequest.$Shape} DescribeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.DescribeRequest & lockstep.v1.DescribeRequest.$Shape;

            /**
             * Gets the type url for DescribeRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DescribeRequest {

            /** Properties of a DescribeRequest. */
            interface $Properties {

                /** DescribeRequest protocolVersion */
                protocolVersion?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DescribeRequest. */
            type $Shape = lockstep.v1.DescribeRequest.$Properties;
        }

        /**
         * Properties of a RunDescription.
         * @deprecated Use lockstep.v1.RunDescription.$Properties instead.
         */
        interface IRunDescription extends lockstep.v1.RunDescription.$Properties {
        }

        /** Represents a RunDescription. */
        class RunDescription {

            /**
             * Constructs a new RunDescription.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RunDescription.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RunDescription protocolVersion. */
            protocolVersion: number;

            /** RunDescription runId. */
            runId: string;

            /** RunDescription settingsJson. */
            settingsJson: string;

            /** RunDescription recipeHash. */
            recipeHash: string;

            /** RunDescription data. */
            data?: (lockstep.v1.DataDescription.$Properties|null);

            /**
             * Creates a new RunDescription instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunDescription instance
             */
            static create(properties: lockstep.v1.RunDescription.$Shape): lockstep.v1.RunDescription & lockstep.v1.RunDescription.$Shape;
            static create(properties?: lockstep.v1.RunDescription.$Properties): lockstep.v1.RunDescription;

            /**
             * Encodes the specified RunDescription message. Does not implicitly {@link lockstep.v1.RunDescription.verify|verify} messages.
             * @param message RunDescription message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RunDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunDescription message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RunDescription & lockstep.v1.RunDescription.$Shape} RunDescription
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RunDescription & lockstep.v1.RunDescription.$Shape;

            /**
             * Gets the type url for RunDescription
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RunDescription {

            /** Properties of a RunDescription. */
            interface $Properties {

                /** RunDescription protocolVersion */
                protocolVersion?: (number|null);

                /** RunDescription runId */
                runId?: (string|null);

                /** RunDescription settingsJson */
                settingsJson?: (string|null);

                /** RunDescription recipeHash */
                recipeHash?: (string|null);

                /** RunDescription data */
                data?: (lockstep.v1.DataDescription.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunDescription. */
            type $Shape = lockstep.v1.RunDescription.$Properties;
        }

        /**
         * Properties of a DataDescription.
         * @deprecated Use lockstep.v1.DataDescription.$Properties instead.
         */
        interface IDataDescription extends lockstep.v1.DataDescription.$Properties {
        }

        /** Represents a DataDescription. */
        class DataDescription {

            /**
             * Constructs a new DataDescription.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.DataDescription.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DataDescription trainSamples. */
            trainSamples: number;

            /** DataDescription testSamples. */
            testSamples: number;

            /** DataDescription featureShape. */
            featureShape: number[];

            /** DataDescription classes. */
            classes: number;

            /** DataDescription validationSamples. */
            validationSamples: number;

            /** DataDescription floatFeatures. */
            floatFeatures: boolean;

            /** DataDescription targets. */
            targets: number;

            /**
             * Creates a new DataDescription instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DataDescription instance
             */
            static create(properties: lockstep.v1.DataDescription.$Shape): lockstep.v1.DataDescription & lockstep.v1.DataDescription.$Shape;
            static create(properties?: lockstep.v1.DataDescription.$Properties): lockstep.v1.DataDescription;

            /**
             * Encodes the specified DataDescription message. Does not implicitly {@link lockstep.v1.DataDescription.verify|verify} messages.
             * @param message DataDescription message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.DataDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DataDescription message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.DataDescription & lockstep.v1.DataDescription.$Shape} DataDescription
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.DataDescription & lockstep.v1.DataDescription.$Shape;

            /**
             * Gets the type url for DataDescription
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DataDescription {

            /** Properties of a DataDescription. */
            interface $Properties {

                /** DataDescription trainSamples */
                trainSamples?: (number|null);

                /** DataDescription testSamples */
                testSamples?: (number|null);

                /** DataDescription featureShape */
                featureShape?: (number[]|null);

                /** DataDescription classes */
                classes?: (number|null);

                /** DataDescription validationSamples */
                validationSamples?: (number|null);

                /** DataDescription floatFeatures */
                floatFeatures?: (boolean|null);

                /** DataDescription targets */
                targets?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DataDescription. */
            type $Shape = lockstep.v1.DataDescription.$Properties;
        }

        /** Role enum. */
        enum Role {

            /** ROLE_UNSPECIFIED value */
            ROLE_UNSPECIFIED = 0,

            /** ROLE_WORKER value */
            ROLE_WORKER = 1,

            /** ROLE_PARAMETER_SERVER value */
            ROLE_PARAMETER_SERVER = 2
        }

        /**
         * Properties of a MemberMessage.
         * @deprecated Use lockstep.v1.MemberMessage.$Properties instead.
         */
        interface IMemberMessage extends lockstep.v1.MemberMessage.$Properties {
        }

        /** Represents a MemberMessage. */
        class MemberMessage {

            /**
             * Constructs a new MemberMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.MemberMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberMessage hello. */
            hello?: (lockstep.v1.Hello.$Properties|null);

            /** MemberMessage beat. */
            beat?: (lockstep.v1.Beat.$Properties|null);

            /** MemberMessage fenceReply. */
            fenceReply?: (lockstep.v1.FenceReply.$Properties|null);

            /** MemberMessage fenceRefused. */
            fenceRefused?: (lockstep.v1.FenceRefused.$Properties|null);

            /** MemberMessage openFailed. */
            openFailed?: (lockstep.v1.OpenFailed.$Properties|null);

            /** MemberMessage deadLink. */
            deadLink?: (lockstep.v1.DeadLink.$Properties|null);

            /** MemberMessage leave. */
            leave?: (lockstep.v1.Leave.$Properties|null);

            /** MemberMessage abort. */
            abort?: (lockstep.v1.Abort.$Properties|null);

            /** MemberMessage message. */
            message?: ("hello"|"beat"|"fenceReply"|"fenceRefused"|"openFailed"|"deadLink"|"leave"|"abort");

            /**
             * Creates a new MemberMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MemberMessage instance
             */
            static create(properties: lockstep.v1.MemberMessage.$Shape): lockstep.v1.MemberMessage & lockstep.v1.MemberMessage.$Shape;
            static create(properties?: lockstep.v1.MemberMessage.$Properties): lockstep.v1.MemberMessage;

            /**
             * Encodes the specified MemberMessage message. Does not implicitly {@link lockstep.v1.MemberMessage.verify|verify} messages.
             * @param message MemberMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.MemberMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.MemberMessage & lockstep.v1.MemberMessage.$Shape} MemberMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.MemberMessage & lockstep.v1.MemberMessage.$Shape;

            /**
             * Gets the type url for MemberMessage
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace MemberMessage {

            /** Properties of a MemberMessage. */
            interface $Properties {

                /** MemberMessage hello */
                hello?: (lockstep.v1.Hello.$Properties|null);

                /** MemberMessage beat */
                beat?: (lockstep.v1.Beat.$Properties|null);

                /** MemberMessage fenceReply */
                fenceReply?: (lockstep.v1.FenceReply.$Properties|null);

                /** MemberMessage fenceRefused */
                fenceRefused?: (lockstep.v1.FenceRefused.$Properties|null);

                /** MemberMessage openFailed */
                openFailed?: (lockstep.v1.OpenFailed.$Properties|null);

                /** MemberMessage deadLink */
                deadLink?: (lockstep.v1.DeadLink.$Properties|null);

                /** MemberMessage leave */
                leave?: (lockstep.v1.Leave.$Properties|null);

                /** MemberMessage abort */
                abort?: (lockstep.v1.Abort.$Properties|null);

                /** MemberMessage message */
                message?: ("hello"|"beat"|"fenceReply"|"fenceRefused"|"openFailed"|"deadLink"|"leave"|"abort");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a MemberMessage. */
            type $Shape = {
              hello?: lockstep.v1.Hello.$Shape|null;
              beat?: lockstep.v1.Beat.$Shape|null;
              fenceReply?: lockstep.v1.FenceReply.$Shape|null;
              fenceRefused?: lockstep.v1.FenceRefused.$Shape|null;
              openFailed?: lockstep.v1.OpenFailed.$Shape|null;
              deadLink?: lockstep.v1.DeadLink.$Shape|null;
              leave?: lockstep.v1.Leave.$Shape|null;
              abort?: lockstep.v1.Abort.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "hello"; hello: lockstep.v1.Hello.$Shape; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "beat"; hello?: null; beat: lockstep.v1.Beat.$Shape; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "fenceReply"; hello?: null; beat?: null; fenceReply: lockstep.v1.FenceReply.$Shape; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "fenceRefused"; hello?: null; beat?: null; fenceReply?: null; fenceRefused: lockstep.v1.FenceRefused.$Shape; openFailed?: null; deadLink?: null; leave?: null; abort?: null }|{ message?: "openFailed"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed: lockstep.v1.OpenFailed.$Shape; deadLink?: null; leave?: null; abort?: null }|{ message?: "deadLink"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink: lockstep.v1.DeadLink.$Shape; leave?: null; abort?: null }|{ message?: "leave"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave: lockstep.v1.Leave.$Shape; abort?: null }|{ message?: "abort"; hello?: null; beat?: null; fenceReply?: null; fenceRefused?: null; openFailed?: null; deadLink?: null; leave?: null; abort: lockstep.v1.Abort.$Shape })
            );
        }

        /**
         * Properties of a CoordinatorMessage.
         * @deprecated Use lockstep.v1.CoordinatorMessage.$Properties instead.
         */
        interface ICoordinatorMessage extends lockstep.v1.CoordinatorMessage.$Properties {
        }

        /** Represents a CoordinatorMessage. */
        class CoordinatorMessage {

            /**
             * Constructs a new CoordinatorMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.CoordinatorMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CoordinatorMessage ack. */
            ack?: (lockstep.v1.Ack.$Properties|null);

            /** CoordinatorMessage fence. */
            fence?: (lockstep.v1.Fence.$Properties|null);

            /** CoordinatorMessage roster. */
            roster?: (lockstep.v1.Roster.$Properties|null);

            /** CoordinatorMessage bye. */
            bye?: (lockstep.v1.Bye.$Properties|null);

            /** CoordinatorMessage finish. */
            finish?: (lockstep.v1.Finish.$Properties|null);

            /** CoordinatorMessage busy. */
            busy?: (lockstep.v1.Busy.$Properties|null);

            /** CoordinatorMessage refused. */
            refused?: (lockstep.v1.Refused.$Properties|null);

            /** CoordinatorMessage abort. */
            abort?: (lockstep.v1.Abort.$Properties|null);

            /** CoordinatorMessage message. */
            message?: ("ack"|"fence"|"roster"|"bye"|"finish"|"busy"|"refused"|"abort");

            /**
             * Creates a new CoordinatorMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CoordinatorMessage instance
             */
            static create(properties: lockstep.v1.CoordinatorMessage.$Shape): lockstep.v1.CoordinatorMessage & lockstep.v1.CoordinatorMessage.$Shape;
            static create(properties?: lockstep.v1.CoordinatorMessage.$Properties): lockstep.v1.CoordinatorMessage;

            /**
             * Encodes the specified CoordinatorMessage message. Does not implicitly {@link lockstep.v1.CoordinatorMessage.verify|verify} messages.
             * @param message CoordinatorMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.CoordinatorMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CoordinatorMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.CoordinatorMessage & lockstep.v1.CoordinatorMessage.$Shape} CoordinatorMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.CoordinatorMessage & lockstep.v1.CoordinatorMessage.$Shape;

            /**
             * Gets the type url for CoordinatorMessage
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace CoordinatorMessage {

            /** Properties of a CoordinatorMessage. */
            interface $Properties {

                /** CoordinatorMessage ack */
                ack?: (lockstep.v1.Ack.$Properties|null);

                /** CoordinatorMessage fence */
                fence?: (lockstep.v1.Fence.$Properties|null);

                /** CoordinatorMessage roster */
                roster?: (lockstep.v1.Roster.$Properties|null);

                /** CoordinatorMessage bye */
                bye?: (lockstep.v1.Bye.$Properties|null);

                /** CoordinatorMessage finish */
                finish?: (lockstep.v1.Finish.$Properties|null);

                /** CoordinatorMessage busy */
                busy?: (lockstep.v1.Busy.$Properties|null);

                /** CoordinatorMessage refused */
                refused?: (lockstep.v1.Refused.$Properties|null);

                /** CoordinatorMessage abort */
                abort?: (lockstep.v1.Abort.$Properties|null);

                /** CoordinatorMessage message */
                message?: ("ack"|"fence"|"roster"|"bye"|"finish"|"busy"|"refused"|"abort");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a CoordinatorMessage. */
            type $Shape = {
              ack?: lockstep.v1.Ack.$Shape|null;
              fence?: lockstep.v1.Fence.$Shape|null;
              roster?: lockstep.v1.Roster.$Shape|null;
              bye?: lockstep.v1.Bye.$Shape|null;
              finish?: lockstep.v1.Finish.$Shape|null;
              busy?: lockstep.v1.Busy.$Shape|null;
              refused?: lockstep.v1.Refused.$Shape|null;
              abort?: lockstep.v1.Abort.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "ack"; ack: lockstep.v1.Ack.$Shape; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "fence"; ack?: null; fence: lockstep.v1.Fence.$Shape; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "roster"; ack?: null; fence?: null; roster: lockstep.v1.Roster.$Shape; bye?: null; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "bye"; ack?: null; fence?: null; roster?: null; bye: lockstep.v1.Bye.$Shape; finish?: null; busy?: null; refused?: null; abort?: null }|{ message?: "finish"; ack?: null; fence?: null; roster?: null; bye?: null; finish: lockstep.v1.Finish.$Shape; busy?: null; refused?: null; abort?: null }|{ message?: "busy"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy: lockstep.v1.Busy.$Shape; refused?: null; abort?: null }|{ message?: "refused"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused: lockstep.v1.Refused.$Shape; abort?: null }|{ message?: "abort"; ack?: null; fence?: null; roster?: null; bye?: null; finish?: null; busy?: null; refused?: null; abort: lockstep.v1.Abort.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use lockstep.v1.Hello.$Properties instead.
         */
        interface IHello extends lockstep.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello role. */
            role: lockstep.v1.Role;

            /** Hello name. */
            name: string;

            /** Hello range. */
            range: number;

            /** Hello instance. */
            instance: string;

            /** Hello fence. */
            fence: number;

            /** Hello address. */
            address: string;

            /** Hello recipeHash. */
            recipeHash: string;

            /** Hello layoutJson. */
            layoutJson: string;

            /** Hello topologyJson. */
            topologyJson: string;

            /** Hello backend. */
            backend: string;

            /** Hello backendVersion. */
            backendVersion: string;

            /**
             * Creates a new Hello instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Hello instance
             */
            static create(properties: lockstep.v1.Hello.$Shape): lockstep.v1.Hello & lockstep.v1.Hello.$Shape;
            static create(properties?: lockstep.v1.Hello.$Properties): lockstep.v1.Hello;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link lockstep.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Hello & lockstep.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Hello & lockstep.v1.Hello.$Shape;

            /**
             * Gets the type url for Hello
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello role */
                role?: (lockstep.v1.Role|null);

                /** Hello name */
                name?: (string|null);

                /** Hello range */
                range?: (number|null);

                /** Hello instance */
                instance?: (string|null);

                /** Hello fence */
                fence?: (number|null);

                /** Hello address */
                address?: (string|null);

                /** Hello recipeHash */
                recipeHash?: (string|null);

                /** Hello layoutJson */
                layoutJson?: (string|null);

                /** Hello topologyJson */
                topologyJson?: (string|null);

                /** Hello backend */
                backend?: (string|null);

                /** Hello backendVersion */
                backendVersion?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = lockstep.v1.Hello.$Properties;
        }

        /**
         * Properties of a Beat.
         * @deprecated Use lockstep.v1.Beat.$Properties instead.
         */
        interface IBeat extends lockstep.v1.Beat.$Properties {
        }

        /** Represents a Beat. */
        class Beat {

            /**
             * Constructs a new Beat.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Beat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Beat generation. */
            generation: number;

            /** Beat version. */
            version: number;

            /** Beat snapshots. */
            snapshots: number[];

            /** Beat writing. */
            writing: number[];

            /** Beat closed. */
            closed: boolean;

            /** Beat phase. */
            phase: string;

            /** Beat waitingFor. */
            waitingFor: string[];

            /** Beat gradientMs. */
            gradientMs: number;

            /** Beat reduceScatterMs. */
            reduceScatterMs: number;

            /** Beat commitMs. */
            commitMs: number;

            /** Beat allGatherMs. */
            allGatherMs: number;

            /** Beat alarms. */
            alarms: string[];

            /**
             * Creates a new Beat instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Beat instance
             */
            static create(properties: lockstep.v1.Beat.$Shape): lockstep.v1.Beat & lockstep.v1.Beat.$Shape;
            static create(properties?: lockstep.v1.Beat.$Properties): lockstep.v1.Beat;

            /**
             * Encodes the specified Beat message. Does not implicitly {@link lockstep.v1.Beat.verify|verify} messages.
             * @param message Beat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Beat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Beat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Beat & lockstep.v1.Beat.$Shape} Beat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Beat & lockstep.v1.Beat.$Shape;

            /**
             * Gets the type url for Beat
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Beat {

            /** Properties of a Beat. */
            interface $Properties {

                /** Beat generation */
                generation?: (number|null);

                /** Beat version */
                version?: (number|null);

                /** Beat snapshots */
                snapshots?: (number[]|null);

                /** Beat writing */
                writing?: (number[]|null);

                /** Beat closed */
                closed?: (boolean|null);

                /** Beat phase */
                phase?: (string|null);

                /** Beat waitingFor */
                waitingFor?: (string[]|null);

                /** Beat gradientMs */
                gradientMs?: (number|null);

                /** Beat reduceScatterMs */
                reduceScatterMs?: (number|null);

                /** Beat commitMs */
                commitMs?: (number|null);

                /** Beat allGatherMs */
                allGatherMs?: (number|null);

                /** Beat alarms */
                alarms?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Beat. */
            type $Shape = lockstep.v1.Beat.$Properties;
        }

        /**
         * Properties of a FenceReply.
         * @deprecated Use lockstep.v1.FenceReply.$Properties instead.
         */
        interface IFenceReply extends lockstep.v1.FenceReply.$Properties {
        }

        /** Represents a FenceReply. */
        class FenceReply {

            /**
             * Constructs a new FenceReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.FenceReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FenceReply generation. */
            generation: number;

            /** FenceReply versions. */
            versions: number[];

            /**
             * Creates a new FenceReply instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FenceReply instance
             */
            static create(properties: lockstep.v1.FenceReply.$Shape): lockstep.v1.FenceReply & lockstep.v1.FenceReply.$Shape;
            static create(properties?: lockstep.v1.FenceReply.$Properties): lockstep.v1.FenceReply;

            /**
             * Encodes the specified FenceReply message. Does not implicitly {@link lockstep.v1.FenceReply.verify|verify} messages.
             * @param message FenceReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.FenceReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FenceReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.FenceReply & lockstep.v1.FenceReply.$Shape} FenceReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.FenceReply & lockstep.v1.FenceReply.$Shape;

            /**
             * Gets the type url for FenceReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace FenceReply {

            /** Properties of a FenceReply. */
            interface $Properties {

                /** FenceReply generation */
                generation?: (number|null);

                /** FenceReply versions */
                versions?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FenceReply. */
            type $Shape = lockstep.v1.FenceReply.$Properties;
        }

        /**
         * Properties of a FenceRefused.
         * @deprecated Use lockstep.v1.FenceRefused.$Properties instead.
         */
        interface IFenceRefused extends lockstep.v1.FenceRefused.$Properties {
        }

        /** Represents a FenceRefused. */
        class FenceRefused {

            /**
             * Constructs a new FenceRefused.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.FenceRefused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FenceRefused have. */
            have: number;

            /**
             * Creates a new FenceRefused instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FenceRefused instance
             */
            static create(properties: lockstep.v1.FenceRefused.$Shape): lockstep.v1.FenceRefused & lockstep.v1.FenceRefused.$Shape;
            static create(properties?: lockstep.v1.FenceRefused.$Properties): lockstep.v1.FenceRefused;

            /**
             * Encodes the specified FenceRefused message. Does not implicitly {@link lockstep.v1.FenceRefused.verify|verify} messages.
             * @param message FenceRefused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.FenceRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FenceRefused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.FenceRefused & lockstep.v1.FenceRefused.$Shape} FenceRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.FenceRefused & lockstep.v1.FenceRefused.$Shape;

            /**
             * Gets the type url for FenceRefused
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace FenceRefused {

            /** Properties of a FenceRefused. */
            interface $Properties {

                /** FenceRefused have */
                have?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FenceRefused. */
            type $Shape = lockstep.v1.FenceRefused.$Properties;
        }

        /**
         * Properties of an OpenFailed.
         * @deprecated Use lockstep.v1.OpenFailed.$Properties instead.
         */
        interface IOpenFailed extends lockstep.v1.OpenFailed.$Properties {
        }

        /** Represents an OpenFailed. */
        class OpenFailed {

            /**
             * Constructs a new OpenFailed.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.OpenFailed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OpenFailed generation. */
            generation: number;

            /** OpenFailed reason. */
            reason: string;

            /**
             * Creates a new OpenFailed instance using the specified properties.
             * @param [properties] Properties to set
             * @returns OpenFailed instance
             */
            static create(properties: lockstep.v1.OpenFailed.$Shape): lockstep.v1.OpenFailed & lockstep.v1.OpenFailed.$Shape;
            static create(properties?: lockstep.v1.OpenFailed.$Properties): lockstep.v1.OpenFailed;

            /**
             * Encodes the specified OpenFailed message. Does not implicitly {@link lockstep.v1.OpenFailed.verify|verify} messages.
             * @param message OpenFailed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.OpenFailed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OpenFailed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.OpenFailed & lockstep.v1.OpenFailed.$Shape} OpenFailed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.OpenFailed & lockstep.v1.OpenFailed.$Shape;

            /**
             * Gets the type url for OpenFailed
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace OpenFailed {

            /** Properties of an OpenFailed. */
            interface $Properties {

                /** OpenFailed generation */
                generation?: (number|null);

                /** OpenFailed reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OpenFailed. */
            type $Shape = lockstep.v1.OpenFailed.$Properties;
        }

        /**
         * Properties of a DeadLink.
         * @deprecated Use lockstep.v1.DeadLink.$Properties instead.
         */
        interface IDeadLink extends lockstep.v1.DeadLink.$Properties {
        }

        /** Represents a DeadLink. */
        class DeadLink {

            /**
             * Constructs a new DeadLink.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.DeadLink.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeadLink generation. */
            generation: number;

            /** DeadLink peer. */
            peer: string;

            /**
             * Creates a new DeadLink instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeadLink instance
             */
            static create(properties: lockstep.v1.DeadLink.$Shape): lockstep.v1.DeadLink & lockstep.v1.DeadLink.$Shape;
            static create(properties?: lockstep.v1.DeadLink.$Properties): lockstep.v1.DeadLink;

            /**
             * Encodes the specified DeadLink message. Does not implicitly {@link lockstep.v1.DeadLink.verify|verify} messages.
             * @param message DeadLink message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.DeadLink.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeadLink message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.DeadLink & lockstep.v1.DeadLink.$Shape} DeadLink
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.DeadLink & lockstep.v1.DeadLink.$Shape;

            /**
             * Gets the type url for DeadLink
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DeadLink {

            /** Properties of a DeadLink. */
            interface $Properties {

                /** DeadLink generation */
                generation?: (number|null);

                /** DeadLink peer */
                peer?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeadLink. */
            type $Shape = lockstep.v1.DeadLink.$Properties;
        }

        /**
         * Properties of a Leave.
         * @deprecated Use lockstep.v1.Leave.$Properties instead.
         */
        interface ILeave extends lockstep.v1.Leave.$Properties {
        }

        /** Represents a Leave. */
        class Leave {

            /**
             * Constructs a new Leave.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Leave.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Leave reason. */
            reason: string;

            /**
             * Creates a new Leave instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Leave instance
             */
            static create(properties: lockstep.v1.Leave.$Shape): lockstep.v1.Leave & lockstep.v1.Leave.$Shape;
            static create(properties?: lockstep.v1.Leave.$Properties): lockstep.v1.Leave;

            /**
             * Encodes the specified Leave message. Does not implicitly {@link lockstep.v1.Leave.verify|verify} messages.
             * @param message Leave message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Leave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Leave & lockstep.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Leave & lockstep.v1.Leave.$Shape;

            /**
             * Gets the type url for Leave
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Leave {

            /** Properties of a Leave. */
            interface $Properties {

                /** Leave reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Leave. */
            type $Shape = lockstep.v1.Leave.$Properties;
        }

        /**
         * Properties of an Abort.
         * @deprecated Use lockstep.v1.Abort.$Properties instead.
         */
        interface IAbort extends lockstep.v1.Abort.$Properties {
        }

        /** Represents an Abort. */
        class Abort {

            /**
             * Constructs a new Abort.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Abort.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Abort generation. */
            generation: number;

            /** Abort reason. */
            reason: string;

            /**
             * Creates a new Abort instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Abort instance
             */
            static create(properties: lockstep.v1.Abort.$Shape): lockstep.v1.Abort & lockstep.v1.Abort.$Shape;
            static create(properties?: lockstep.v1.Abort.$Properties): lockstep.v1.Abort;

            /**
             * Encodes the specified Abort message. Does not implicitly {@link lockstep.v1.Abort.verify|verify} messages.
             * @param message Abort message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Abort.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Abort message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Abort & lockstep.v1.Abort.$Shape} Abort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Abort & lockstep.v1.Abort.$Shape;

            /**
             * Gets the type url for Abort
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Abort {

            /** Properties of an Abort. */
            interface $Properties {

                /** Abort generation */
                generation?: (number|null);

                /** Abort reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Abort. */
            type $Shape = lockstep.v1.Abort.$Properties;
        }

        /**
         * Properties of an Ack.
         * @deprecated Use lockstep.v1.Ack.$Properties instead.
         */
        interface IAck extends lockstep.v1.Ack.$Properties {
        }

        /** Represents an Ack. */
        class Ack {

            /**
             * Constructs a new Ack.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Ack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ack drop. */
            drop: number[];

            /**
             * Creates a new Ack instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Ack instance
             */
            static create(properties: lockstep.v1.Ack.$Shape): lockstep.v1.Ack & lockstep.v1.Ack.$Shape;
            static create(properties?: lockstep.v1.Ack.$Properties): lockstep.v1.Ack;

            /**
             * Encodes the specified Ack message. Does not implicitly {@link lockstep.v1.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Ack & lockstep.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Ack & lockstep.v1.Ack.$Shape;

            /**
             * Gets the type url for Ack
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Ack {

            /** Properties of an Ack. */
            interface $Properties {

                /** Ack drop */
                drop?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Ack. */
            type $Shape = lockstep.v1.Ack.$Properties;
        }

        /**
         * Properties of a Fence.
         * @deprecated Use lockstep.v1.Fence.$Properties instead.
         */
        interface IFence extends lockstep.v1.Fence.$Properties {
        }

        /** Represents a Fence. */
        class Fence {

            /**
             * Constructs a new Fence.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Fence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fence generation. */
            generation: number;

            /** Fence coordinator. */
            coordinator: string;

            /**
             * Creates a new Fence instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Fence instance
             */
            static create(properties: lockstep.v1.Fence.$Shape): lockstep.v1.Fence & lockstep.v1.Fence.$Shape;
            static create(properties?: lockstep.v1.Fence.$Properties): lockstep.v1.Fence;

            /**
             * Encodes the specified Fence message. Does not implicitly {@link lockstep.v1.Fence.verify|verify} messages.
             * @param message Fence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Fence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Fence & lockstep.v1.Fence.$Shape} Fence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Fence & lockstep.v1.Fence.$Shape;

            /**
             * Gets the type url for Fence
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Fence {

            /** Properties of a Fence. */
            interface $Properties {

                /** Fence generation */
                generation?: (number|null);

                /** Fence coordinator */
                coordinator?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fence. */
            type $Shape = lockstep.v1.Fence.$Properties;
        }

        /**
         * Properties of a Rank.
         * @deprecated Use lockstep.v1.Rank.$Properties instead.
         */
        interface IRank extends lockstep.v1.Rank.$Properties {
        }

        /** Represents a Rank. */
        class Rank {

            /**
             * Constructs a new Rank.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Rank.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rank name. */
            name: string;

            /** Rank address. */
            address: string;

            /** Rank shards. */
            shards: number[];

            /**
             * Creates a new Rank instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Rank instance
             */
            static create(properties: lockstep.v1.Rank.$Shape): lockstep.v1.Rank & lockstep.v1.Rank.$Shape;
            static create(properties?: lockstep.v1.Rank.$Properties): lockstep.v1.Rank;

            /**
             * Encodes the specified Rank message. Does not implicitly {@link lockstep.v1.Rank.verify|verify} messages.
             * @param message Rank message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Rank.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rank message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Rank & lockstep.v1.Rank.$Shape} Rank
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Rank & lockstep.v1.Rank.$Shape;

            /**
             * Gets the type url for Rank
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Rank {

            /** Properties of a Rank. */
            interface $Properties {

                /** Rank name */
                name?: (string|null);

                /** Rank address */
                address?: (string|null);

                /** Rank shards */
                shards?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rank. */
            type $Shape = lockstep.v1.Rank.$Properties;
        }

        /**
         * Properties of a Slice.
         * @deprecated Use lockstep.v1.Slice.$Properties instead.
         */
        interface ISlice extends lockstep.v1.Slice.$Properties {
        }

        /** Represents a Slice. */
        class Slice {

            /**
             * Constructs a new Slice.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Slice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Slice start. */
            start: number;

            /** Slice end. */
            end: number;

            /** Slice range. */
            range: number;

            /** Slice owner. */
            owner: number;

            /**
             * Creates a new Slice instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Slice instance
             */
            static create(properties: lockstep.v1.Slice.$Shape): lockstep.v1.Slice & lockstep.v1.Slice.$Shape;
            static create(properties?: lockstep.v1.Slice.$Properties): lockstep.v1.Slice;

            /**
             * Encodes the specified Slice message. Does not implicitly {@link lockstep.v1.Slice.verify|verify} messages.
             * @param message Slice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Slice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Slice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Slice & lockstep.v1.Slice.$Shape} Slice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Slice & lockstep.v1.Slice.$Shape;

            /**
             * Gets the type url for Slice
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Slice {

            /** Properties of a Slice. */
            interface $Properties {

                /** Slice start */
                start?: (number|null);

                /** Slice end */
                end?: (number|null);

                /** Slice range */
                range?: (number|null);

                /** Slice owner */
                owner?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Slice. */
            type $Shape = lockstep.v1.Slice.$Properties;
        }

        /**
         * Properties of a RangeServer.
         * @deprecated Use lockstep.v1.RangeServer.$Properties instead.
         */
        interface IRangeServer extends lockstep.v1.RangeServer.$Properties {
        }

        /** Represents a RangeServer. */
        class RangeServer {

            /**
             * Constructs a new RangeServer.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RangeServer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RangeServer name. */
            name: string;

            /** RangeServer address. */
            address: string;

            /** RangeServer start. */
            start: number;

            /** RangeServer end. */
            end: number;

            /**
             * Creates a new RangeServer instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RangeServer instance
             */
            static create(properties: lockstep.v1.RangeServer.$Shape): lockstep.v1.RangeServer & lockstep.v1.RangeServer.$Shape;
            static create(properties?: lockstep.v1.RangeServer.$Properties): lockstep.v1.RangeServer;

            /**
             * Encodes the specified RangeServer message. Does not implicitly {@link lockstep.v1.RangeServer.verify|verify} messages.
             * @param message RangeServer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RangeServer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RangeServer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RangeServer & lockstep.v1.RangeServer.$Shape} RangeServer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RangeServer & lockstep.v1.RangeServer.$Shape;

            /**
             * Gets the type url for RangeServer
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RangeServer {

            /** Properties of a RangeServer. */
            interface $Properties {

                /** RangeServer name */
                name?: (string|null);

                /** RangeServer address */
                address?: (string|null);

                /** RangeServer start */
                start?: (number|null);

                /** RangeServer end */
                end?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RangeServer. */
            type $Shape = lockstep.v1.RangeServer.$Properties;
        }

        /**
         * Properties of a Roster.
         * @deprecated Use lockstep.v1.Roster.$Properties instead.
         */
        interface IRoster extends lockstep.v1.Roster.$Properties {
        }

        /** Represents a Roster. */
        class Roster {

            /**
             * Constructs a new Roster.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Roster.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Roster generation. */
            generation: number;

            /** Roster coordinator. */
            coordinator: string;

            /** Roster start. */
            start: number;

            /** Roster ranks. */
            ranks: lockstep.v1.Rank.$Properties[];

            /** Roster slices. */
            slices: lockstep.v1.Slice.$Properties[];

            /** Roster servers. */
            servers: lockstep.v1.RangeServer.$Properties[];

            /** Roster layoutJson. */
            layoutJson: string;

            /** Roster reason. */
            reason: string;

            /** Roster backend. */
            backend: string;

            /** Roster backendVersion. */
            backendVersion: string;

            /**
             * Creates a new Roster instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Roster instance
             */
            static create(properties: lockstep.v1.Roster.$Shape): lockstep.v1.Roster & lockstep.v1.Roster.$Shape;
            static create(properties?: lockstep.v1.Roster.$Properties): lockstep.v1.Roster;

            /**
             * Encodes the specified Roster message. Does not implicitly {@link lockstep.v1.Roster.verify|verify} messages.
             * @param message Roster message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Roster.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Roster message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Roster & lockstep.v1.Roster.$Shape} Roster
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Roster & lockstep.v1.Roster.$Shape;

            /**
             * Gets the type url for Roster
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Roster {

            /** Properties of a Roster. */
            interface $Properties {

                /** Roster generation */
                generation?: (number|null);

                /** Roster coordinator */
                coordinator?: (string|null);

                /** Roster start */
                start?: (number|null);

                /** Roster ranks */
                ranks?: (lockstep.v1.Rank.$Properties[]|null);

                /** Roster slices */
                slices?: (lockstep.v1.Slice.$Properties[]|null);

                /** Roster servers */
                servers?: (lockstep.v1.RangeServer.$Properties[]|null);

                /** Roster layoutJson */
                layoutJson?: (string|null);

                /** Roster reason */
                reason?: (string|null);

                /** Roster backend */
                backend?: (string|null);

                /** Roster backendVersion */
                backendVersion?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Roster. */
            type $Shape = lockstep.v1.Roster.$Properties;
        }

        /**
         * Properties of a Bye.
         * @deprecated Use lockstep.v1.Bye.$Properties instead.
         */
        interface IBye extends lockstep.v1.Bye.$Properties {
        }

        /** Represents a Bye. */
        class Bye {

            /**
             * Constructs a new Bye.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Bye.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Bye reason. */
            reason: string;

            /**
             * Creates a new Bye instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Bye instance
             */
            static create(properties: lockstep.v1.Bye.$Shape): lockstep.v1.Bye & lockstep.v1.Bye.$Shape;
            static create(properties?: lockstep.v1.Bye.$Properties): lockstep.v1.Bye;

            /**
             * Encodes the specified Bye message. Does not implicitly {@link lockstep.v1.Bye.verify|verify} messages.
             * @param message Bye message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Bye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Bye message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Bye & lockstep.v1.Bye.$Shape} Bye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Bye & lockstep.v1.Bye.$Shape;

            /**
             * Gets the type url for Bye
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Bye {

            /** Properties of a Bye. */
            interface $Properties {

                /** Bye reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Bye. */
            type $Shape = lockstep.v1.Bye.$Properties;
        }

        /**
         * Properties of a Finish.
         * @deprecated Use lockstep.v1.Finish.$Properties instead.
         */
        interface IFinish extends lockstep.v1.Finish.$Properties {
        }

        /** Represents a Finish. */
        class Finish {

            /**
             * Constructs a new Finish.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Finish.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Finish instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Finish instance
             */
            static create(properties: lockstep.v1.Finish.$Shape): lockstep.v1.Finish & lockstep.v1.Finish.$Shape;
            static create(properties?: lockstep.v1.Finish.$Properties): lockstep.v1.Finish;

            /**
             * Encodes the specified Finish message. Does not implicitly {@link lockstep.v1.Finish.verify|verify} messages.
             * @param message Finish message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Finish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Finish message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Finish & lockstep.v1.Finish.$Shape} Finish
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Finish & lockstep.v1.Finish.$Shape;

            /**
             * Gets the type url for Finish
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Finish {

            /** Properties of a Finish. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Finish. */
            type $Shape = lockstep.v1.Finish.$Properties;
        }

        /**
         * Properties of a Busy.
         * @deprecated Use lockstep.v1.Busy.$Properties instead.
         */
        interface IBusy extends lockstep.v1.Busy.$Properties {
        }

        /** Represents a Busy. */
        class Busy {

            /**
             * Constructs a new Busy.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Busy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Busy instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Busy instance
             */
            static create(properties: lockstep.v1.Busy.$Shape): lockstep.v1.Busy & lockstep.v1.Busy.$Shape;
            static create(properties?: lockstep.v1.Busy.$Properties): lockstep.v1.Busy;

            /**
             * Encodes the specified Busy message. Does not implicitly {@link lockstep.v1.Busy.verify|verify} messages.
             * @param message Busy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Busy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Busy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Busy & lockstep.v1.Busy.$Shape} Busy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Busy & lockstep.v1.Busy.$Shape;

            /**
             * Gets the type url for Busy
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Busy {

            /** Properties of a Busy. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Busy. */
            type $Shape = lockstep.v1.Busy.$Properties;
        }

        /**
         * Properties of a Refused.
         * @deprecated Use lockstep.v1.Refused.$Properties instead.
         */
        interface IRefused extends lockstep.v1.Refused.$Properties {
        }

        /** Represents a Refused. */
        class Refused {

            /**
             * Constructs a new Refused.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Refused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refused reason. */
            reason: string;

            /** Refused exitCode. */
            exitCode: number;

            /**
             * Creates a new Refused instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Refused instance
             */
            static create(properties: lockstep.v1.Refused.$Shape): lockstep.v1.Refused & lockstep.v1.Refused.$Shape;
            static create(properties?: lockstep.v1.Refused.$Properties): lockstep.v1.Refused;

            /**
             * Encodes the specified Refused message. Does not implicitly {@link lockstep.v1.Refused.verify|verify} messages.
             * @param message Refused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Refused & lockstep.v1.Refused.$Shape} Refused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Refused & lockstep.v1.Refused.$Shape;

            /**
             * Gets the type url for Refused
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Refused {

            /** Properties of a Refused. */
            interface $Properties {

                /** Refused reason */
                reason?: (string|null);

                /** Refused exitCode */
                exitCode?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refused. */
            type $Shape = lockstep.v1.Refused.$Properties;
        }

        /** Split enum. */
        enum Split {

            /** SPLIT_UNSPECIFIED value */
            SPLIT_UNSPECIFIED = 0,

            /** SPLIT_TRAIN value */
            SPLIT_TRAIN = 1,

            /** SPLIT_TEST value */
            SPLIT_TEST = 2,

            /** SPLIT_VALIDATION value */
            SPLIT_VALIDATION = 3
        }

        /**
         * Properties of a ReadShardRequest.
         * @deprecated Use lockstep.v1.ReadShardRequest.$Properties instead.
         */
        interface IReadShardRequest extends lockstep.v1.ReadShardRequest.$Properties {
        }

        /** Represents a ReadShardRequest. */
        class ReadShardRequest {

            /**
             * Constructs a new ReadShardRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ReadShardRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadShardRequest split. */
            split: lockstep.v1.Split;

            /** ReadShardRequest shard. */
            shard: number;

            /** ReadShardRequest offset. */
            offset: number;

            /**
             * Creates a new ReadShardRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadShardRequest instance
             */
            static create(properties: lockstep.v1.ReadShardRequest.$Shape): lockstep.v1.ReadShardRequest & lockstep.v1.ReadShardRequest.$Shape;
            static create(properties?: lockstep.v1.ReadShardRequest.$Properties): lockstep.v1.ReadShardRequest;

            /**
             * Encodes the specified ReadShardRequest message. Does not implicitly {@link lockstep.v1.ReadShardRequest.verify|verify} messages.
             * @param message ReadShardRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ReadShardRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadShardRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadShardRequest & lockstep.v1.ReadShardRequest.$Shape} ReadShardRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ReadShardRequest & lockstep.v1.ReadShardRequest.$Shape;

            /**
             * Gets the type url for ReadShardRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReadShardRequest {

            /** Properties of a ReadShardRequest. */
            interface $Properties {

                /** ReadShardRequest split */
                split?: (lockstep.v1.Split|null);

                /** ReadShardRequest shard */
                shard?: (number|null);

                /** ReadShardRequest offset */
                offset?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadShardRequest. */
            type $Shape = lockstep.v1.ReadShardRequest.$Properties;
        }

        /**
         * Properties of a ShardChunk.
         * @deprecated Use lockstep.v1.ShardChunk.$Properties instead.
         */
        interface IShardChunk extends lockstep.v1.ShardChunk.$Properties {
        }

        /** Represents a ShardChunk. */
        class ShardChunk {

            /**
             * Constructs a new ShardChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ShardChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ShardChunk offset. */
            offset: number;

            /** ShardChunk total. */
            total: number;

            /** ShardChunk data. */
            data: Uint8Array;

            /** ShardChunk sha256. */
            sha256: Uint8Array;

            /**
             * Creates a new ShardChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ShardChunk instance
             */
            static create(properties: lockstep.v1.ShardChunk.$Shape): lockstep.v1.ShardChunk & lockstep.v1.ShardChunk.$Shape;
            static create(properties?: lockstep.v1.ShardChunk.$Properties): lockstep.v1.ShardChunk;

            /**
             * Encodes the specified ShardChunk message. Does not implicitly {@link lockstep.v1.ShardChunk.verify|verify} messages.
             * @param message ShardChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ShardChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ShardChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ShardChunk & lockstep.v1.ShardChunk.$Shape} ShardChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ShardChunk & lockstep.v1.ShardChunk.$Shape;

            /**
             * Gets the type url for ShardChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ShardChunk {

            /** Properties of a ShardChunk. */
            interface $Properties {

                /** ShardChunk offset */
                offset?: (number|null);

                /** ShardChunk total */
                total?: (number|null);

                /** ShardChunk data */
                data?: (Uint8Array|null);

                /** ShardChunk sha256 */
                sha256?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ShardChunk. */
            type $Shape = lockstep.v1.ShardChunk.$Properties;
        }

        /** Phase enum. */
        enum Phase {

            /** PHASE_UNSPECIFIED value */
            PHASE_UNSPECIFIED = 0,

            /** PHASE_REDUCE_SCATTER value */
            PHASE_REDUCE_SCATTER = 1,

            /** PHASE_GRADIENT value */
            PHASE_GRADIENT = 2,

            /** PHASE_PARAMETERS value */
            PHASE_PARAMETERS = 3,

            /** PHASE_ALL_GATHER value */
            PHASE_ALL_GATHER = 4,

            /** PHASE_BLOCK_SUMS value */
            PHASE_BLOCK_SUMS = 5,

            /** PHASE_RANGE value */
            PHASE_RANGE = 6
        }

        /**
         * Properties of a Pull.
         * @deprecated Use lockstep.v1.Pull.$Properties instead.
         */
        interface IPull extends lockstep.v1.Pull.$Properties {
        }

        /** Represents a Pull. */
        class Pull {

            /**
             * Constructs a new Pull.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Pull.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Pull generation. */
            generation: number;

            /** Pull phase. */
            phase: lockstep.v1.Phase;

            /** Pull slice. */
            slice: number;

            /** Pull subtree. */
            subtree: number;

            /** Pull firstStep. */
            firstStep: number;

            /** Pull lastStep. */
            lastStep: number;

            /** Pull offset. */
            offset: number;

            /** Pull sharedMemory. */
            sharedMemory: boolean;

            /**
             * Creates a new Pull instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Pull instance
             */
            static create(properties: lockstep.v1.Pull.$Shape): lockstep.v1.Pull & lockstep.v1.Pull.$Shape;
            static create(properties?: lockstep.v1.Pull.$Properties): lockstep.v1.Pull;

            /**
             * Encodes the specified Pull message. Does not implicitly {@link lockstep.v1.Pull.verify|verify} messages.
             * @param message Pull message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Pull.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pull message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Pull & lockstep.v1.Pull.$Shape} Pull
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Pull & lockstep.v1.Pull.$Shape;

            /**
             * Gets the type url for Pull
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Pull {

            /** Properties of a Pull. */
            interface $Properties {

                /** Pull generation */
                generation?: (number|null);

                /** Pull phase */
                phase?: (lockstep.v1.Phase|null);

                /** Pull slice */
                slice?: (number|null);

                /** Pull subtree */
                subtree?: (number|null);

                /** Pull firstStep */
                firstStep?: (number|null);

                /** Pull lastStep */
                lastStep?: (number|null);

                /** Pull offset */
                offset?: (number|null);

                /** Pull sharedMemory */
                sharedMemory?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pull. */
            type $Shape = lockstep.v1.Pull.$Properties;
        }

        /**
         * Properties of a Chunk.
         * @deprecated Use lockstep.v1.Chunk.$Properties instead.
         */
        interface IChunk extends lockstep.v1.Chunk.$Properties {
        }

        /** Represents a Chunk. */
        class Chunk {

            /**
             * Constructs a new Chunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Chunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Chunk generation. */
            generation: number;

            /** Chunk step. */
            step: number;

            /** Chunk phase. */
            phase: lockstep.v1.Phase;

            /** Chunk slice. */
            slice: number;

            /** Chunk subtree. */
            subtree: number;

            /** Chunk offset. */
            offset: number;

            /** Chunk total. */
            total: number;

            /** Chunk header. */
            header: Uint8Array;

            /** Chunk beat. */
            beat: boolean;

            /** Chunk stale. */
            stale: boolean;

            /** Chunk sharedSlot. */
            sharedSlot: number;

            /** Chunk sharedLength. */
            sharedLength: number;

            /** Chunk sharedSequence. */
            sharedSequence: number;

            /** Chunk data. */
            data: Uint8Array;

            /**
             * Creates a new Chunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Chunk instance
             */
            static create(properties: lockstep.v1.Chunk.$Shape): lockstep.v1.Chunk & lockstep.v1.Chunk.$Shape;
            static create(properties?: lockstep.v1.Chunk.$Properties): lockstep.v1.Chunk;

            /**
             * Encodes the specified Chunk message. Does not implicitly {@link lockstep.v1.Chunk.verify|verify} messages.
             * @param message Chunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Chunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Chunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Chunk & lockstep.v1.Chunk.$Shape} Chunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Chunk & lockstep.v1.Chunk.$Shape;

            /**
             * Gets the type url for Chunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Chunk {

            /** Properties of a Chunk. */
            interface $Properties {

                /** Chunk generation */
                generation?: (number|null);

                /** Chunk step */
                step?: (number|null);

                /** Chunk phase */
                phase?: (lockstep.v1.Phase|null);

                /** Chunk slice */
                slice?: (number|null);

                /** Chunk subtree */
                subtree?: (number|null);

                /** Chunk offset */
                offset?: (number|null);

                /** Chunk total */
                total?: (number|null);

                /** Chunk header */
                header?: (Uint8Array|null);

                /** Chunk beat */
                beat?: (boolean|null);

                /** Chunk stale */
                stale?: (boolean|null);

                /** Chunk sharedSlot */
                sharedSlot?: (number|null);

                /** Chunk sharedLength */
                sharedLength?: (number|null);

                /** Chunk sharedSequence */
                sharedSequence?: (number|null);

                /** Chunk data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Chunk. */
            type $Shape = lockstep.v1.Chunk.$Properties;
        }

        /**
         * Properties of a ShardContribution.
         * @deprecated Use lockstep.v1.ShardContribution.$Properties instead.
         */
        interface IShardContribution extends lockstep.v1.ShardContribution.$Properties {
        }

        /** Represents a ShardContribution. */
        class ShardContribution {

            /**
             * Constructs a new ShardContribution.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ShardContribution.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ShardContribution shard. */
            shard: number;

            /** ShardContribution worker. */
            worker: string;

            /** ShardContribution samples. */
            samples: number;

            /** ShardContribution digest. */
            digest: Uint8Array;

            /** ShardContribution lossSum. */
            lossSum: number;

            /** ShardContribution correct. */
            correct: number;

            /** ShardContribution evaluation. */
            evaluation?: (lockstep.v1.EvaluationSums.$Properties|null);

            /** ShardContribution nonFinite. */
            nonFinite?: (lockstep.v1.NonFinite.$Properties|null);

            /** ShardContribution validation. */
            validation?: (lockstep.v1.EvaluationSums.$Properties|null);

            /**
             * Creates a new ShardContribution instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ShardContribution instance
             */
            static create(properties: lockstep.v1.ShardContribution.$Shape): lockstep.v1.ShardContribution & lockstep.v1.ShardContribution.$Shape;
            static create(properties?: lockstep.v1.ShardContribution.$Properties): lockstep.v1.ShardContribution;

            /**
             * Encodes the specified ShardContribution message. Does not implicitly {@link lockstep.v1.ShardContribution.verify|verify} messages.
             * @param message ShardContribution message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ShardContribution.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ShardContribution message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ShardContribution & lockstep.v1.ShardContribution.$Shape} ShardContribution
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ShardContribution & lockstep.v1.ShardContribution.$Shape;

            /**
             * Gets the type url for ShardContribution
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ShardContribution {

            /** Properties of a ShardContribution. */
            interface $Properties {

                /** ShardContribution shard */
                shard?: (number|null);

                /** ShardContribution worker */
                worker?: (string|null);

                /** ShardContribution samples */
                samples?: (number|null);

                /** ShardContribution digest */
                digest?: (Uint8Array|null);

                /** ShardContribution lossSum */
                lossSum?: (number|null);

                /** ShardContribution correct */
                correct?: (number|null);

                /** ShardContribution evaluation */
                evaluation?: (lockstep.v1.EvaluationSums.$Properties|null);

                /** ShardContribution nonFinite */
                nonFinite?: (lockstep.v1.NonFinite.$Properties|null);

                /** ShardContribution validation */
                validation?: (lockstep.v1.EvaluationSums.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ShardContribution. */
            type $Shape = lockstep.v1.ShardContribution.$Properties;
        }

        /**
         * Properties of a NonFinite.
         * @deprecated Use lockstep.v1.NonFinite.$Properties instead.
         */
        interface INonFinite extends lockstep.v1.NonFinite.$Properties {
        }

        /** Represents a NonFinite. */
        class NonFinite {

            /**
             * Constructs a new NonFinite.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.NonFinite.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NonFinite loss. */
            loss: boolean;

            /** NonFinite element. */
            element: number;

            /**
             * Creates a new NonFinite instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NonFinite instance
             */
            static create(properties: lockstep.v1.NonFinite.$Shape): lockstep.v1.NonFinite & lockstep.v1.NonFinite.$Shape;
            static create(properties?: lockstep.v1.NonFinite.$Properties): lockstep.v1.NonFinite;

            /**
             * Encodes the specified NonFinite message. Does not implicitly {@link lockstep.v1.NonFinite.verify|verify} messages.
             * @param message NonFinite message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.NonFinite.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NonFinite message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.NonFinite & lockstep.v1.NonFinite.$Shape} NonFinite
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.NonFinite & lockstep.v1.NonFinite.$Shape;

            /**
             * Gets the type url for NonFinite
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace NonFinite {

            /** Properties of a NonFinite. */
            interface $Properties {

                /** NonFinite loss */
                loss?: (boolean|null);

                /** NonFinite element */
                element?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NonFinite. */
            type $Shape = lockstep.v1.NonFinite.$Properties;
        }

        /**
         * Properties of an EvaluationSums.
         * @deprecated Use lockstep.v1.EvaluationSums.$Properties instead.
         */
        interface IEvaluationSums extends lockstep.v1.EvaluationSums.$Properties {
        }

        /** Represents an EvaluationSums. */
        class EvaluationSums {

            /**
             * Constructs a new EvaluationSums.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.EvaluationSums.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EvaluationSums samples. */
            samples: number;

            /** EvaluationSums correct. */
            correct: number;

            /** EvaluationSums lossSum. */
            lossSum: number;

            /** EvaluationSums confusion. */
            confusion: number[];

            /**
             * Creates a new EvaluationSums instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EvaluationSums instance
             */
            static create(properties: lockstep.v1.EvaluationSums.$Shape): lockstep.v1.EvaluationSums & lockstep.v1.EvaluationSums.$Shape;
            static create(properties?: lockstep.v1.EvaluationSums.$Properties): lockstep.v1.EvaluationSums;

            /**
             * Encodes the specified EvaluationSums message. Does not implicitly {@link lockstep.v1.EvaluationSums.verify|verify} messages.
             * @param message EvaluationSums message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.EvaluationSums.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EvaluationSums message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.EvaluationSums & lockstep.v1.EvaluationSums.$Shape} EvaluationSums
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.EvaluationSums & lockstep.v1.EvaluationSums.$Shape;

            /**
             * Gets the type url for EvaluationSums
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace EvaluationSums {

            /** Properties of an EvaluationSums. */
            interface $Properties {

                /** EvaluationSums samples */
                samples?: (number|null);

                /** EvaluationSums correct */
                correct?: (number|null);

                /** EvaluationSums lossSum */
                lossSum?: (number|null);

                /** EvaluationSums confusion */
                confusion?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EvaluationSums. */
            type $Shape = lockstep.v1.EvaluationSums.$Properties;
        }

        /**
         * Properties of a Contributions.
         * @deprecated Use lockstep.v1.Contributions.$Properties instead.
         */
        interface IContributions extends lockstep.v1.Contributions.$Properties {
        }

        /** Represents a Contributions. */
        class Contributions {

            /**
             * Constructs a new Contributions.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.Contributions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Contributions shards. */
            shards: lockstep.v1.ShardContribution.$Properties[];

            /** Contributions crc32. */
            crc32: number;

            /**
             * Creates a new Contributions instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Contributions instance
             */
            static create(properties: lockstep.v1.Contributions.$Shape): lockstep.v1.Contributions & lockstep.v1.Contributions.$Shape;
            static create(properties?: lockstep.v1.Contributions.$Properties): lockstep.v1.Contributions;

            /**
             * Encodes the specified Contributions message. Does not implicitly {@link lockstep.v1.Contributions.verify|verify} messages.
             * @param message Contributions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.Contributions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Contributions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.Contributions & lockstep.v1.Contributions.$Shape} Contributions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.Contributions & lockstep.v1.Contributions.$Shape;

            /**
             * Gets the type url for Contributions
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Contributions {

            /** Properties of a Contributions. */
            interface $Properties {

                /** Contributions shards */
                shards?: (lockstep.v1.ShardContribution.$Properties[]|null);

                /** Contributions crc32 */
                crc32?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Contributions. */
            type $Shape = lockstep.v1.Contributions.$Properties;
        }

        /**
         * Properties of a ReadInitialValuesRequest.
         * @deprecated Use lockstep.v1.ReadInitialValuesRequest.$Properties instead.
         */
        interface IReadInitialValuesRequest extends lockstep.v1.ReadInitialValuesRequest.$Properties {
        }

        /** Represents a ReadInitialValuesRequest. */
        class ReadInitialValuesRequest {

            /**
             * Constructs a new ReadInitialValuesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ReadInitialValuesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadInitialValuesRequest start. */
            start: number;

            /** ReadInitialValuesRequest end. */
            end: number;

            /**
             * Creates a new ReadInitialValuesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadInitialValuesRequest instance
             */
            static create(properties: lockstep.v1.ReadInitialValuesRequest.$Shape): lockstep.v1.ReadInitialValuesRequest & lockstep.v1.ReadInitialValuesRequest.$Shape;
            static create(properties?: lockstep.v1.ReadInitialValuesRequest.$Properties): lockstep.v1.ReadInitialValuesRequest;

            /**
             * Encodes the specified ReadInitialValuesRequest message. Does not implicitly {@link lockstep.v1.ReadInitialValuesRequest.verify|verify} messages.
             * @param message ReadInitialValuesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ReadInitialValuesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadInitialValuesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadInitialValuesRequest & lockstep.v1.ReadInitialValuesRequest.$Shape} ReadInitialValuesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ReadInitialValuesRequest & lockstep.v1.ReadInitialValuesRequest.$Shape;

            /**
             * Gets the type url for ReadInitialValuesRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReadInitialValuesRequest {

            /** Properties of a ReadInitialValuesRequest. */
            interface $Properties {

                /** ReadInitialValuesRequest start */
                start?: (number|null);

                /** ReadInitialValuesRequest end */
                end?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadInitialValuesRequest. */
            type $Shape = lockstep.v1.ReadInitialValuesRequest.$Properties;
        }

        /**
         * Properties of an InitialValuesChunk.
         * @deprecated Use lockstep.v1.InitialValuesChunk.$Properties instead.
         */
        interface IInitialValuesChunk extends lockstep.v1.InitialValuesChunk.$Properties {
        }

        /** Represents an InitialValuesChunk. */
        class InitialValuesChunk {

            /**
             * Constructs a new InitialValuesChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.InitialValuesChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InitialValuesChunk start. */
            start: number;

            /** InitialValuesChunk data. */
            data: Uint8Array;

            /** InitialValuesChunk sha256. */
            sha256: Uint8Array;

            /**
             * Creates a new InitialValuesChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InitialValuesChunk instance
             */
            static create(properties: lockstep.v1.InitialValuesChunk.$Shape): lockstep.v1.InitialValuesChunk & lockstep.v1.InitialValuesChunk.$Shape;
            static create(properties?: lockstep.v1.InitialValuesChunk.$Properties): lockstep.v1.InitialValuesChunk;

            /**
             * Encodes the specified InitialValuesChunk message. Does not implicitly {@link lockstep.v1.InitialValuesChunk.verify|verify} messages.
             * @param message InitialValuesChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.InitialValuesChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InitialValuesChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.InitialValuesChunk & lockstep.v1.InitialValuesChunk.$Shape} InitialValuesChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.InitialValuesChunk & lockstep.v1.InitialValuesChunk.$Shape;

            /**
             * Gets the type url for InitialValuesChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace InitialValuesChunk {

            /** Properties of an InitialValuesChunk. */
            interface $Properties {

                /** InitialValuesChunk start */
                start?: (number|null);

                /** InitialValuesChunk data */
                data?: (Uint8Array|null);

                /** InitialValuesChunk sha256 */
                sha256?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InitialValuesChunk. */
            type $Shape = lockstep.v1.InitialValuesChunk.$Properties;
        }

        /**
         * Properties of a ReadRangeRequest.
         * @deprecated Use lockstep.v1.ReadRangeRequest.$Properties instead.
         */
        interface IReadRangeRequest extends lockstep.v1.ReadRangeRequest.$Properties {
        }

        /** Represents a ReadRangeRequest. */
        class ReadRangeRequest {

            /**
             * Constructs a new ReadRangeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ReadRangeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadRangeRequest version. */
            version: number;

            /**
             * Creates a new ReadRangeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadRangeRequest instance
             */
            static create(properties: lockstep.v1.ReadRangeRequest.$Shape): lockstep.v1.ReadRangeRequest & lockstep.v1.ReadRangeRequest.$Shape;
            static create(properties?: lockstep.v1.ReadRangeRequest.$Properties): lockstep.v1.ReadRangeRequest;

            /**
             * Encodes the specified ReadRangeRequest message. Does not implicitly {@link lockstep.v1.ReadRangeRequest.verify|verify} messages.
             * @param message ReadRangeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ReadRangeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadRangeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadRangeRequest & lockstep.v1.ReadRangeRequest.$Shape} ReadRangeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ReadRangeRequest & lockstep.v1.ReadRangeRequest.$Shape;

            /**
             * Gets the type url for ReadRangeRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReadRangeRequest {

            /** Properties of a ReadRangeRequest. */
            interface $Properties {

                /** ReadRangeRequest version */
                version?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadRangeRequest. */
            type $Shape = lockstep.v1.ReadRangeRequest.$Properties;
        }

        /**
         * Properties of a RangeChunk.
         * @deprecated Use lockstep.v1.RangeChunk.$Properties instead.
         */
        interface IRangeChunk extends lockstep.v1.RangeChunk.$Properties {
        }

        /** Represents a RangeChunk. */
        class RangeChunk {

            /**
             * Constructs a new RangeChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.RangeChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RangeChunk start. */
            start: number;

            /** RangeChunk data. */
            data: Uint8Array;

            /**
             * Creates a new RangeChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RangeChunk instance
             */
            static create(properties: lockstep.v1.RangeChunk.$Shape): lockstep.v1.RangeChunk & lockstep.v1.RangeChunk.$Shape;
            static create(properties?: lockstep.v1.RangeChunk.$Properties): lockstep.v1.RangeChunk;

            /**
             * Encodes the specified RangeChunk message. Does not implicitly {@link lockstep.v1.RangeChunk.verify|verify} messages.
             * @param message RangeChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.RangeChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RangeChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.RangeChunk & lockstep.v1.RangeChunk.$Shape} RangeChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.RangeChunk & lockstep.v1.RangeChunk.$Shape;

            /**
             * Gets the type url for RangeChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RangeChunk {

            /** Properties of a RangeChunk. */
            interface $Properties {

                /** RangeChunk start */
                start?: (number|null);

                /** RangeChunk data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RangeChunk. */
            type $Shape = lockstep.v1.RangeChunk.$Properties;
        }

        /**
         * Properties of a ReadLedgerRequest.
         * @deprecated Use lockstep.v1.ReadLedgerRequest.$Properties instead.
         */
        interface IReadLedgerRequest extends lockstep.v1.ReadLedgerRequest.$Properties {
        }

        /** Represents a ReadLedgerRequest. */
        class ReadLedgerRequest {

            /**
             * Constructs a new ReadLedgerRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.ReadLedgerRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadLedgerRequest offset. */
            offset: number;

            /** ReadLedgerRequest follow. */
            follow: boolean;

            /**
             * Creates a new ReadLedgerRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadLedgerRequest instance
             */
            static create(properties: lockstep.v1.ReadLedgerRequest.$Shape): lockstep.v1.ReadLedgerRequest & lockstep.v1.ReadLedgerRequest.$Shape;
            static create(properties?: lockstep.v1.ReadLedgerRequest.$Properties): lockstep.v1.ReadLedgerRequest;

            /**
             * Encodes the specified ReadLedgerRequest message. Does not implicitly {@link lockstep.v1.ReadLedgerRequest.verify|verify} messages.
             * @param message ReadLedgerRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.ReadLedgerRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadLedgerRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadLedgerRequest & lockstep.v1.ReadLedgerRequest.$Shape} ReadLedgerRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.ReadLedgerRequest & lockstep.v1.ReadLedgerRequest.$Shape;

            /**
             * Gets the type url for ReadLedgerRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReadLedgerRequest {

            /** Properties of a ReadLedgerRequest. */
            interface $Properties {

                /** ReadLedgerRequest offset */
                offset?: (number|null);

                /** ReadLedgerRequest follow */
                follow?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadLedgerRequest. */
            type $Shape = lockstep.v1.ReadLedgerRequest.$Properties;
        }

        /**
         * Properties of a LedgerChunk.
         * @deprecated Use lockstep.v1.LedgerChunk.$Properties instead.
         */
        interface ILedgerChunk extends lockstep.v1.LedgerChunk.$Properties {
        }

        /** Represents a LedgerChunk. */
        class LedgerChunk {

            /**
             * Constructs a new LedgerChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: lockstep.v1.LedgerChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LedgerChunk offset. */
            offset: number;

            /** LedgerChunk data. */
            data: Uint8Array;

            /** LedgerChunk agesMs. */
            agesMs: number[];

            /**
             * Creates a new LedgerChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LedgerChunk instance
             */
            static create(properties: lockstep.v1.LedgerChunk.$Shape): lockstep.v1.LedgerChunk & lockstep.v1.LedgerChunk.$Shape;
            static create(properties?: lockstep.v1.LedgerChunk.$Properties): lockstep.v1.LedgerChunk;

            /**
             * Encodes the specified LedgerChunk message. Does not implicitly {@link lockstep.v1.LedgerChunk.verify|verify} messages.
             * @param message LedgerChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: lockstep.v1.LedgerChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LedgerChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {lockstep.v1.LedgerChunk & lockstep.v1.LedgerChunk.$Shape} LedgerChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): lockstep.v1.LedgerChunk & lockstep.v1.LedgerChunk.$Shape;

            /**
             * Gets the type url for LedgerChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace LedgerChunk {

            /** Properties of a LedgerChunk. */
            interface $Properties {

                /** LedgerChunk offset */
                offset?: (number|null);

                /** LedgerChunk data */
                data?: (Uint8Array|null);

                /** LedgerChunk agesMs */
                agesMs?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LedgerChunk. */
            type $Shape = lockstep.v1.LedgerChunk.$Properties;
        }
    }
}

export import Abort = lockstep.v1.Abort;
export import Ack = lockstep.v1.Ack;
export import Beat = lockstep.v1.Beat;
export import Busy = lockstep.v1.Busy;
export import Bye = lockstep.v1.Bye;
export import Chunk = lockstep.v1.Chunk;
export import Contributions = lockstep.v1.Contributions;
export import CoordinatorMessage = lockstep.v1.CoordinatorMessage;
export import DataDescription = lockstep.v1.DataDescription;
export import DeadLink = lockstep.v1.DeadLink;
export import DescribeRequest = lockstep.v1.DescribeRequest;
export import EvaluationSums = lockstep.v1.EvaluationSums;
export import Fence = lockstep.v1.Fence;
export import FenceRefused = lockstep.v1.FenceRefused;
export import FenceReply = lockstep.v1.FenceReply;
export import Finish = lockstep.v1.Finish;
export import Hello = lockstep.v1.Hello;
export import InitialValuesChunk = lockstep.v1.InitialValuesChunk;
export import Leave = lockstep.v1.Leave;
export import LedgerChunk = lockstep.v1.LedgerChunk;
export import MemberMessage = lockstep.v1.MemberMessage;
export import NonFinite = lockstep.v1.NonFinite;
export import OpenFailed = lockstep.v1.OpenFailed;
export import Phase = lockstep.v1.Phase;
export import Pull = lockstep.v1.Pull;
export import RangeChunk = lockstep.v1.RangeChunk;
export import RangeServer = lockstep.v1.RangeServer;
export import Rank = lockstep.v1.Rank;
export import ReadInitialValuesRequest = lockstep.v1.ReadInitialValuesRequest;
export import ReadLedgerRequest = lockstep.v1.ReadLedgerRequest;
export import ReadRangeRequest = lockstep.v1.ReadRangeRequest;
export import ReadShardRequest = lockstep.v1.ReadShardRequest;
export import Refused = lockstep.v1.Refused;
export import Role = lockstep.v1.Role;
export import Roster = lockstep.v1.Roster;
export import RunDescription = lockstep.v1.RunDescription;
export import ShardChunk = lockstep.v1.ShardChunk;
export import ShardContribution = lockstep.v1.ShardContribution;
export import Slice = lockstep.v1.Slice;
export import Split = lockstep.v1.Split;
